import type * as z from 'zod';
import type { AnyFunctionName } from '../../../contract/functions.ts';
import { announcingEvent } from '../../../lambda/runtime/events/announcing-event.ts';
import { checkingVaultEvent } from '../../../lambda/runtime/events/checking-vault-event.ts';
import { checkpointEvent } from '../../../lambda/runtime/events/checkpoint-event.ts';
import { closingCycleEvent } from '../../../lambda/runtime/events/closing-cycle-event.ts';
import { closingTenantEvent } from '../../../lambda/runtime/events/closing-tenant-event.ts';
import { exportingEvent } from '../../../lambda/runtime/events/exporting-event.ts';
import { rotationEvent, tenantEvent } from '../../../lambda/runtime/events/ids.ts';
import { inspectingEvent } from '../../../lambda/runtime/events/inspecting-event.ts';
import { openingEvent } from '../../../lambda/runtime/events/opening-event.ts';
import { outcomeEvent } from '../../../lambda/runtime/events/outcome-event.ts';
import { pausingEvent } from '../../../lambda/runtime/events/pausing-event.ts';
import { redrivingEvent } from '../../../lambda/runtime/events/redriving-event.ts';
import { reopeningEvent } from '../../../lambda/runtime/events/reopening-event.ts';
import { resettingEvent } from '../../../lambda/runtime/events/resetting-event.ts';
import { stagingEvent } from '../../../lambda/runtime/events/staging-event.ts';
import { verifyingEvent } from '../../../lambda/runtime/events/verifying-event.ts';
import { watchingEvent } from '../../../lambda/runtime/events/watching-event.ts';

/** By what each handler reads its event. */
export const eventOf: Readonly<Partial<Record<AnyFunctionName, z.ZodType>>> = {
  'open-cycle': openingEvent,
  'discover-tenant': tenantEvent,
  'request-approvals': tenantEvent,
  'stage-password': stagingEvent,
  'reset-password': resettingEvent,
  'verify-reset': verifyingEvent,
  'promote-password': rotationEvent,
  'deliver-credential': rotationEvent,
  'record-outcome': outcomeEvent,
  'reopen-rotation': reopeningEvent,
  'close-tenant': closingTenantEvent,
  'close-cycle': closingCycleEvent,
  checkpoint: checkpointEvent,
  'announce-cycle': announcingEvent,
  'plan-export': exportingEvent,
  'inspect-tenants': inspectingEvent,
  'set-pause': pausingEvent,
  'redrive-messages': redrivingEvent,
  'check-vault': checkingVaultEvent,
  'watch-passwords': watchingEvent,
};

/**
 * What workflows send and a function does not read. Every payload has the execution's id, for the log; what one rotation's workflow carries has the
 * number of its run; a dry run is in the row of its cycle.
 */
export const unreadBy = (name: AnyFunctionName): readonly string[] => ['executionId', ...(unread[name] ?? [])];

const unread: Readonly<Partial<Record<AnyFunctionName, readonly string[]>>> = {
  'stage-password': ['run'],
  'reset-password': ['run'],
  'promote-password': ['run'],
  'deliver-credential': ['run'],
  'reopen-rotation': ['run'],
  'discover-tenant': ['dryRun'],
};
