/** As JSON:API has errors. Their texts are not documented. */
export const JSON_API = 'application/vnd.api+json';

export const refuse = (status: number, title: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify({ errors: [{ status: String(status), title, detail: title }] }), {
    status,
    headers: { 'content-type': JSON_API, ...headers },
  });

export const notFound = (): Response => refuse(404, 'Record not found');
export const malformed = (what: string): Response => refuse(400, `${what} cannot be read`);

export const answer = (body: object): Response =>
  new Response(JSON.stringify(body), { headers: { 'content-type': JSON_API } });
