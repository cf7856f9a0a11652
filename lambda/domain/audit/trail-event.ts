/**
 * What CloudTrail says that somebody did to this product from outside of it: the proof of what commands only claim, and of what no
 * command does.
 */
export interface TrailEvent {
  /** CloudTrail's own id of the event. */
  readonly id: string;
  /** The call, such as `StartExecution`. */
  readonly call: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** ARN of who called; `undefined`: CloudTrail names none. */
  readonly by: string | undefined;
  readonly address: string;
  readonly userAgent: string;
  /** Why AWS refused the call, such as `AccessDenied`. Left out: it was carried out. */
  readonly error?: string;
  readonly about: TrailSubject;
}

export type TrailSubject =
  /** An execution of a machine; `executionArn` is left out where none came of it. */
  | { readonly of: 'machine'; readonly machine: string; readonly executionArn?: string }
  | {
      readonly of: 'credential';
      readonly tenantId: string;
      readonly accountId: string;
      readonly reads: boolean;
      /** Version that the call asked for. Left out: it named none, or named one by its stage. */
      readonly versionId?: string;
    }
  | { readonly of: 'stack'; readonly name: string; readonly deploys: boolean }
  /** What protects records and code: the name of the bucket, key, table, function, rule, schedule or trail. */
  | { readonly of: 'protection'; readonly what: string };

/**
 * Whether a person must be called: whoever reads a password outside of the product, or changes what protects it, may have every right to,
 * and somebody must know. A claim that CloudTrail disproves is one.
 *
 * @param claimed  who asks, as the input of the execution says; `undefined`: it names nobody
 */
export function callsForPerson(
  { about, ...caller }: Pick<TrailEvent, 'about' | 'call' | 'by'>,
  claimed: string | undefined,
): boolean {
  if (about.of === 'machine') return isDisproven(caller, claimed);
  return about.of === 'credential' || about.of === 'protection';
}

/** Whether the input of an execution tells who makes a call: it was written by who started it, and not by who stops or redrives it. */
export const isClaimed = (call: string): boolean => call === 'StartExecution';

export const isDisproven = ({ call, by }: Pick<TrailEvent, 'call' | 'by'>, claimed: string | undefined): boolean =>
  isClaimed(call) && claimed !== undefined && claimed !== by;
