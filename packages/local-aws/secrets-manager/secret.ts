import * as z from 'zod';
import { AwsError } from '../service.ts';

const version = z.object({
  /** ISO 8601, UTC. */
  CreatedDate: z.string(),
  VersionStages: z.array(z.string()),
  SecretString: z.string(),
});
/** A secret as it is stored, in the words of AWS's answers. */
export const secretSchema = z.object({
  Name: z.string(),
  ARN: z.string(),
  Description: z.string().optional(),
  KmsKeyId: z.string().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
  CreatedDate: z.string(),
  LastChangedDate: z.string().optional(),
  /** When it is gone; until then it cannot be read, and can be restored. */
  DeletedDate: z.string().optional(),
  Versions: z.record(z.string(), version),
});
export type Secret = z.output<typeof secretSchema>;

/** Versions without a label that are kept however old they are: the newest ones. */
const KEPT_UNLABELLED = 100;
const MS_PER_DAY = 86_400_000;

/**
 * Adds a version, or finds it there with the same value.
 *
 * The first version of a secret always gets AWSCURRENT, whatever labels are asked for.
 *
 * @returns whether the secret has changed
 * @throws {AwsError} `ResourceExistsException` if the version has another value
 */
export function addVersion(secret: Secret, id: string, value: string, labels: readonly string[], now: Date): boolean {
  const existing = secret.Versions[id];
  if (existing !== undefined) {
    if (existing.SecretString === value) return false;
    const message = `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.ARN}.`;
    throw new AwsError('ResourceExistsException', message);
  }
  const first = Object.keys(secret.Versions).length === 0;
  secret.Versions[id] = { CreatedDate: now.toISOString(), VersionStages: [], SecretString: value };
  for (const label of new Set(first ? [...labels, 'AWSCURRENT'] : labels)) attach(secret, label, id);
  forgetOld(secret, now);
  return true;
}

/** The version that has a label. */
export const holderOf = ({ Versions }: Secret, label: string): string | undefined =>
  Object.keys(Versions).find((id) => Versions[id]?.VersionStages.includes(label));

/** A label is on one version at most; from another one it is taken. AWSPREVIOUS follows AWSCURRENT. */
export function attach(secret: Secret, label: string, id: string): void {
  const before = holderOf(secret, label);
  if (before === id) return;
  detach(secret, label);
  secret.Versions[id]?.VersionStages.push(label);
  if (label === 'AWSCURRENT' && before !== undefined) attach(secret, 'AWSPREVIOUS', before);
}

export function detach(secret: Secret, label: string): void {
  for (const each of Object.values(secret.Versions)) {
    each.VersionStages = each.VersionStages.filter((other) => other !== label);
  }
}

/** Versions without a label go when there are more than a hundred newer ones, but not within a day. */
function forgetOld(secret: Secret, now: Date): void {
  const unlabelled = Object.entries(secret.Versions)
    .filter(([, { VersionStages }]) => VersionStages.length === 0)
    .sort(([, one], [, other]) => (one.CreatedDate < other.CreatedDate ? 1 : -1));
  for (const [id, { CreatedDate }] of unlabelled.slice(KEPT_UNLABELLED)) {
    if (now.getTime() - Date.parse(CreatedDate) > MS_PER_DAY) delete secret.Versions[id];
  }
}
