import type { Clock } from '@m365-rotation/loopback';
import type { AwsAccount } from './account.ts';
import type { DispatchSetting } from './dispatch.ts';
import type { Faults } from './faults.ts';
import type { PoolLimits } from './function-pool.ts';
import type { OnClock } from './lambda.ts';
import type { AwsQuota } from './quotas.ts';
import type { SentMail } from './ses.ts';

export interface CloudSetting {
  /** The cloud assembly: the folder that synthesis left. */
  readonly assembly: string;
  /** Gets `aws/<service>/`, `mail/`, `executions/` and `logs/`. With what a former run left there, the cloud goes on. */
  readonly out: string;
  readonly clock: Clock;
  /** 0: any free one. */
  readonly ports: { readonly portal: number; readonly aws: number };
  /** Variables of functions that get another value, where the template sets them. */
  readonly overrides: Readonly<Record<string, string>>;
  /** How many threads functions may have. */
  readonly functionLimits?: PoolLimits;
  /** What goes wrong; nothing if left out. */
  readonly faults?: Faults;
  /** Told of every call that a service carried out. */
  readonly onAnswer?: DispatchSetting['onAnswer'];
  /** How fast the account may call; as fast as this machine can if left out. */
  readonly quotas?: readonly AwsQuota[];
  /** How many invocations of functions the account may have at once; no limit if left out. */
  readonly concurrency?: number | undefined;
  /** Functions live on the clock: see `OnClock`. They live in real time, if left out. */
  readonly onClock?: OnClock | undefined;
  /** What the account is like. */
  readonly account?: AwsAccount;
  /** The shortest batching window of event sources, in real ms; 1,000 if left out. */
  readonly shortestWindowMs?: number | undefined;
  /** What every page of the HTTP API says besides, such as how fast this cloud's waits pass; asked for each page. */
  readonly pageNotice?: (() => string | undefined) | undefined;
  /** Told of each mail that is sent. */
  readonly onMail?: (mail: SentMail) => void;
}
