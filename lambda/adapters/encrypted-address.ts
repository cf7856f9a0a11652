/** Whether an address stays on this machine. Only there may anything travel over plain http. */
export function isLoopback(address: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname);
}

/** @throws {TypeError} for an address that would send tokens or passwords in the clear */
export function requireEncrypted(address: string): void {
  if (new URL(address).protocol !== 'https:' && !isLoopback(address)) {
    throw new TypeError(`${new URL(address).host} must be addressed by https`);
  }
}
