import { createHash } from 'node:crypto';

/** Capital letters and digits that are the same for the same seed, as CloudFormation's and AWS's random ones look. */
export function stableLetters(seed: string, length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bytes = createHash('sha512').update(seed).digest();
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** A UUID that is the same for the same seed. */
export function stableUuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}

/** The name that CloudFormation gives to a resource whose template names none, cut to the length that the type allows. */
export function generatedName(stackName: string, logicalId: string, longest: number): string {
  const ending = `-${stableLetters(`${stackName}/${logicalId}`, 12)}`;
  return `${`${stackName}-${logicalId}`.slice(0, longest - ending.length)}${ending}`;
}
