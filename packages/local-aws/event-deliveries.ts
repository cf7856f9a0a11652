import { join } from 'node:path';
import type { Clock } from '@m365-rotation/loopback';
import { EventSource } from './event-source.ts';
import type { Dispatch } from './service.ts';
import { StreamSource } from './stream-source.ts';
import type { Declarations } from './template/declarations.ts';

export interface DeliverySetting {
  readonly clock: Clock;
  readonly region: string;
  readonly dispatch: Dispatch;
  readonly queueUrlOf: (arn: string) => string;
  readonly onFailure: (error: unknown) => void;
  /** See `CloudSetting`. */
  readonly shortestWindowMs?: number | undefined;
}

export interface StreamSetting extends DeliverySetting {
  /** Where each source keeps how far it has read. */
  readonly folder: string;
  /** Told how old the records are that a function gets, in ms. */
  readonly onAge: (functionName: string, ageMs: number) => void;
}

/** Stops something that was started. */
type Stop = () => Promise<void> | void;

const windowOf = ({ shortestWindowMs }: DeliverySetting) =>
  shortestWindowMs === undefined ? {} : { shortestWindowMs };

/** Starts what brings messages of queues to functions. */
export const startQueueSources = (
  { eventSources, functions }: Declarations,
  setting: DeliverySetting,
): readonly Stop[] => {
  const { clock, region, dispatch, onFailure } = setting;
  return eventSources.map((declared) => {
    const roleArn = functions.find(({ arn }) => arn === declared.functionArn)?.roleArn ?? '';
    const queueUrl = setting.queueUrlOf(declared.queueArn);
    const source = new EventSource(declared, {
      clock,
      region,
      dispatch,
      queueUrl,
      roleArn,
      onFailure,
      ...windowOf(setting),
    });
    source.start();
    return () => source.close();
  });
};

/** Starts what brings changes of tables to functions. */
export const startStreamSources = (
  { streamSources, functions }: Declarations,
  setting: StreamSetting,
): readonly Stop[] => {
  const { clock, region, dispatch, queueUrlOf, onFailure, folder, onAge } = setting;
  return streamSources.map((declared) => {
    const reader = functions.find(({ arn }) => arn === declared.functionArn);
    const source = new StreamSource(declared, {
      clock,
      region,
      dispatch,
      roleArn: reader?.roleArn ?? '',
      onAge: (ageMs) => onAge(reader?.name ?? '', ageMs),
      positionFile: join(folder, `${declared.logicalId}.json`),
      queueUrlOf,
      onFailure,
      ...windowOf(setting),
    });
    source.start();
    return () => source.close();
  });
};
