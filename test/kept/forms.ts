import * as z from 'zod';
import { credentialContentSchema } from '../../lambda/domain/credential/credential-content.ts';
import { vaultWriteSchema } from '../../lambda/domain/credential/vault-write.ts';
import { messageSchema } from '../../lambda/domain/cycle/message.ts';
import { dueSchema } from '../../lambda/domain/cycle/ticket-due.ts';
import { readAcrossReleases } from '../../lambda/domain/newer-fields.ts';
import { announcingEvent } from '../../lambda/runtime/events/announcing-event.ts';
import { checkpointEvent } from '../../lambda/runtime/events/checkpoint-event.ts';
import { closingCycleEvent } from '../../lambda/runtime/events/closing-cycle-event.ts';
import { closingTenantEvent } from '../../lambda/runtime/events/closing-tenant-event.ts';
import { exportingEvent } from '../../lambda/runtime/events/exporting-event.ts';
import { cycleEvent, rotationEvent, tenantEvent } from '../../lambda/runtime/events/ids.ts';
import { openingEvent } from '../../lambda/runtime/events/opening-event.ts';
import { outcomeEvent } from '../../lambda/runtime/events/outcome-event.ts';
import { pausingEvent } from '../../lambda/runtime/events/pausing-event.ts';
import { redrivingEvent } from '../../lambda/runtime/events/redriving-event.ts';
import { reopeningEvent } from '../../lambda/runtime/events/reopening-event.ts';
import { resettingEvent } from '../../lambda/runtime/events/resetting-event.ts';
import { stagingEvent } from '../../lambda/runtime/events/staging-event.ts';
import { verifyingEvent } from '../../lambda/runtime/events/verifying-event.ts';
import { type DeclaredKind, declaredKinds } from './declared-kinds.ts';
import { samplesOf } from './samples-of.ts';

/** A form in which something is stored, and read by other releases. */
export interface Form {
  /** Its file below the folder of a release. */
  readonly file: string;
  /** One JSON text for each of its samples, as this release stores it. */
  written(): readonly string[];
  /** What this release stores again of what it has read. @throws where it cannot read it */
  again(text: string): unknown;
}

const attributes = z.record(z.string(), z.unknown());

const row = ({ name, schema, kind }: DeclaredKind): Form => ({
  file: `rows/${name.replaceAll(' ', '-')}.jsonl`,
  written: () => samplesOf(schema).map((each) => JSON.stringify(kind.write(attributes.parse(each)))),
  again: (text) => kind.write(kind.read(attributes.parse(JSON.parse(text)))),
});

const json = (file: string, schema: z.ZodType): Form => ({
  file: `${file}.jsonl`,
  written: () => samplesOf(schema).map((each) => JSON.stringify(each)),
  again: (text) => {
    const read = readAcrossReleases(schema, JSON.parse(text));
    if (!read.success) throw read.error;
    return read.data;
  },
});

/** Where `readAcrossReleases` is called, and what is read there. A test holds the files. */
export const readElsewhere: Readonly<Record<string, Form>> = {
  'lambda/handlers/notify.ts': json('queues/messages', messageSchema),
  'lambda/handlers/write-tickets.ts': json('queues/tickets', dueSchema),
  'lambda/handlers/write-vault.ts': json('queues/vault', vaultWriteSchema),
  'lambda/adapters/aws/secrets-manager/credential-reader.ts': json('credentials', credentialContentSchema),
};

/** What workflows pass to functions: those that began under an earlier release go on with the definition that they have. */
const events: readonly Form[] = [
  json('events/announcing', announcingEvent),
  json('events/checkpoint', checkpointEvent),
  json('events/closing-cycle', closingCycleEvent),
  json('events/closing-tenant', closingTenantEvent),
  json('events/exporting', exportingEvent),
  json('events/opening', openingEvent),
  json('events/outcome', outcomeEvent),
  json('events/pausing', pausingEvent),
  json('events/redriving', redrivingEvent),
  json('events/reopening', reopeningEvent),
  json('events/resetting', resettingEvent),
  json('events/staging', stagingEvent),
  json('events/verifying', verifyingEvent),
  json('events/cycle', cycleEvent),
  json('events/tenant', tenantEvent),
  json('events/rotation', rotationEvent),
];

export const forms = (): readonly Form[] => [...declaredKinds().map(row), ...Object.values(readElsewhere), ...events];
