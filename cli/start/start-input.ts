import type { WantedCycle } from './wanted-cycle.ts';

/** Who asks for a cycle, and how. */
interface Asked {
  /** ARN of the operator. */
  readonly requestedBy: string;
  /** Empty: a dry run needs none. */
  readonly reason: string;
  /** Tells it from another cycle of the same day for the same accounts. */
  readonly request: string | undefined;
  readonly dryRun: boolean;
  readonly emergency: boolean;
}

/** What RotationCycle is started with. */
export const startInput = (
  { schedule, only }: WantedCycle,
  { requestedBy, reason, request, dryRun, emergency }: Asked,
  now: Date,
) => ({
  schedule: schedule.name,
  scheduledFor: now.toISOString(),
  dryRun,
  onDemand: {
    requestedBy,
    reason: reason === '' ? 'dry run' : reason,
    ...(only === undefined ? {} : { only }),
    ...(request === undefined ? {} : { request }),
    ...(emergency ? { emergency } : {}),
  },
});
