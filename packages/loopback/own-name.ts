import type { IncomingMessage, RequestListener } from 'node:http';

/**
 * Lets a server answer under its own names only. Against DNS rebinding: a foreign page whose host name leads to this machine would
 * reach the server under that name, and read what it answers.
 *
 * @param listener  gets the requests to `127.0.0.1` or `localhost` and the port that they came in at; others are answered with 421
 */
export const underOwnName =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    if (isAddressedHere(request)) {
      listener(request, response);
      return;
    }
    // What comes after it on the connection is not ours either.
    response.writeHead(421, { 'content-type': 'text/plain', connection: 'close' }).end('This server has another name.');
  };

const isAddressedHere = ({ headers, socket: { localPort } }: IncomingMessage): boolean =>
  [`127.0.0.1:${localPort}`, `localhost:${localPort}`].includes(headers.host?.toLowerCase() ?? '');
