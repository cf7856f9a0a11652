/** Whether an address stays on this machine. Only there may anything travel over plain http. */
export function isLoopback(address: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname);
}

/**
 * An address to which tokens and passwords may go: https, or http on this machine, which only the embedded cloud has.
 *
 * @throws {TypeError} for any other; it names the host and nothing else of the address, which may be a secret
 */
export function requireEncrypted(address: string): URL {
  if (!URL.canParse(address)) throw new TypeError('not an address'); // Node's own error would quote it
  const url = new URL(address);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(address))) return url;
  throw new TypeError(`${url.host} must be addressed by https`);
}
