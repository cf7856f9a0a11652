import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { stateAttribute } from '../../../contract/table-keys.ts';
import { accessCounts, accessLog, accessReader } from '../../../lambda/adapters/aws/dynamodb/audit/access-log.ts';
import { auditReader } from '../../../lambda/adapters/aws/dynamodb/audit/audit-reader.ts';
import { exportStore } from '../../../lambda/adapters/aws/dynamodb/audit/export-store.ts';
import { contactStore } from '../../../lambda/adapters/aws/dynamodb/contact/contact-store.ts';
import { exposureStore } from '../../../lambda/adapters/aws/dynamodb/credential/exposure-store.ts';
import { linkStore } from '../../../lambda/adapters/aws/dynamodb/credential/link-store.ts';
import { changedPasswords, passwordWatch } from '../../../lambda/adapters/aws/dynamodb/credential/password-watch.ts';
import { retirementStore } from '../../../lambda/adapters/aws/dynamodb/credential/retirement-store.ts';
import { vaultChecks } from '../../../lambda/adapters/aws/dynamodb/credential/vault-checks.ts';
import { vaultTurns } from '../../../lambda/adapters/aws/dynamodb/credential/vault-turns.ts';
import { cycleStore } from '../../../lambda/adapters/aws/dynamodb/cycle/cycle-store.ts';
import { holdStore } from '../../../lambda/adapters/aws/dynamodb/cycle/hold-store.ts';
import { tenantStore } from '../../../lambda/adapters/aws/dynamodb/cycle/tenant-store.ts';
import { ticketStore } from '../../../lambda/adapters/aws/dynamodb/cycle/ticket-store.ts';
import { estateLog } from '../../../lambda/adapters/aws/dynamodb/estate/estate-log.ts';
import { inspectionStore } from '../../../lambda/adapters/aws/dynamodb/inspection/inspection-store.ts';
import { mailTroubleStore } from '../../../lambda/adapters/aws/dynamodb/messages/mail-trouble-store.ts';
import { sentMessages } from '../../../lambda/adapters/aws/dynamodb/messages/sent-messages.ts';
import { pauseStore } from '../../../lambda/adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../../../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
import { stagingLine } from '../../../lambda/adapters/aws/dynamodb/rotation/staging-line.ts';
import { sessionStore } from '../../../lambda/adapters/aws/dynamodb/sessions/session-store.ts';
import { key } from '../../../lambda/adapters/aws/dynamodb/state-keys.ts';
import { problemsOfChain } from '../../../lambda/domain/audit/audit-chain.ts';
import type { RotationKey } from '../../../lambda/domain/identifiers.ts';
import type { AccessCounts, AccessLog, AccessReader, AuditReader } from '../../../lambda/ports/audit.ts';
import type { ContactStore } from '../../../lambda/ports/contact.ts';
import type { LinkStore, RetirementStore } from '../../../lambda/ports/credential.ts';
import type { CycleStore, TenantStore } from '../../../lambda/ports/cycle.ts';
import type { EstateLog } from '../../../lambda/ports/estates.ts';
import type { ExportStore } from '../../../lambda/ports/exports.ts';
import type { ExposureReader } from '../../../lambda/ports/exposure.ts';
import type { HoldStore } from '../../../lambda/ports/hold.ts';
import type { InspectionStore } from '../../../lambda/ports/inspections.ts';
import type { StagingLine } from '../../../lambda/ports/line.ts';
import type { MailTroubles } from '../../../lambda/ports/mail-troubles.ts';
import type { SentMessages } from '../../../lambda/ports/messages.ts';
import type { ChangedPasswords, PasswordWatch } from '../../../lambda/ports/password-watch.ts';
import type { PauseStore } from '../../../lambda/ports/pause.ts';
import type { RotationStore } from '../../../lambda/ports/rotation.ts';
import type { SessionStore } from '../../../lambda/ports/sessions.ts';
import type { TicketStore } from '../../../lambda/ports/tickets.ts';
import type { VaultChecks } from '../../../lambda/ports/vault-checks.ts';
import type { VaultTurns } from '../../../lambda/ports/vault-queue.ts';
import { ESTATE_TABLE, startCloud } from '../../lambda/adapters/aws/dynamodb/local-tables.ts';
import { rowOf, Tables, tenantRowOf } from '../../lambda/usecases/in-memory-tables.ts';

/** All stores over the same tables, and what workflows do to them. */
export interface Stores {
  readonly cycles: CycleStore;
  readonly tenants: TenantStore;
  readonly rotations: RotationStore;
  readonly pauses: PauseStore;
  readonly line: StagingLine;
  readonly holds: HoldStore;
  readonly exports: ExportStore;
  readonly mailTroubles: MailTroubles;
  readonly contacts: ContactStore;
  readonly links: LinkStore;
  readonly exposures: ExposureReader;
  readonly retirements: RetirementStore;
  readonly turns: VaultTurns;
  readonly vaultChecks: VaultChecks;
  readonly watch: PasswordWatch & ChangedPasswords;
  readonly audit: AuditReader;
  readonly accessLog: AccessLog;
  readonly accessCounts: AccessCounts;
  readonly accessReader: AccessReader;
  readonly inspections: InspectionStore;
  readonly tickets: TicketStore;
  readonly sent: SentMessages;
  readonly estateLog: EstateLog;
  readonly sessions: SessionStore;
  /** A workflow begins to wait, and stores its token. */
  wait(row: CycleId | TenantId | RotationKey, taskToken: string): Promise<void>;
  close(): Promise<void>;
}

type CycleId = Pick<RotationKey, 'cycleId'>;
type TenantId = Pick<RotationKey, 'cycleId' | 'tenantId'>;

async function inMemory(): Promise<Stores> {
  const tables = new Tables();
  const nameOf = (row: CycleId | TenantId | RotationKey) => {
    if ('accountId' in row) return rowOf(row);
    return 'tenantId' in row ? tenantRowOf(row.cycleId, row.tenantId) : row.cycleId;
  };
  return {
    cycles: tables.cycles,
    tenants: tables.tenants,
    rotations: tables.rotations,
    pauses: tables.pauses,
    line: tables.line,
    holds: tables.holds,
    exports: tables.exports,
    mailTroubles: tables.mailTroubles,
    contacts: tables.contacts,
    links: tables.links,
    exposures: tables.exposures,
    retirements: tables.retirements,
    turns: tables.vaultTurns,
    vaultChecks: tables.vaultChecks,
    watch: tables.watch,
    audit: tables.audit,
    accessLog: tables.accessLog,
    accessCounts: tables.accessCounts,
    accessReader: tables.accessReader,
    inspections: tables.inspections,
    tickets: tables.ticketProgress,
    sent: tables.sent,
    estateLog: tables.estateLog,
    sessions: tables.sessions,
    wait: async (row, taskToken) => void tables.tokens.set(nameOf(row), taskToken),
    close: async () => undefined,
  };
}

/**
 * Tries again where a row is busy, as workflows do by this name: on a machine with much else to do, a transaction may take longer than all
 * tries of another one.
 */
const patient = <Store extends object>(store: Store): Store =>
  new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]): Promise<unknown> => {
        for (;;) {
          try {
            return await Reflect.apply(member, target, given);
          } catch (error) {
            if (!(error instanceof TransactionConflictException)) throw error;
          }
        }
      };
    },
  });

async function inDynamoDb(): Promise<Stores> {
  const { tables, close } = await startCloud();
  const keyOf = (row: CycleId | TenantId | RotationKey) => {
    if ('accountId' in row) return key.rotation(row);
    return 'tenantId' in row ? key.tenant(row.cycleId, row.tenantId) : key.cycle(row.cycleId);
  };
  return {
    cycles: patient(cycleStore(tables)),
    tenants: patient(tenantStore(tables)),
    rotations: patient(rotationStore(tables)),
    pauses: patient(pauseStore(tables)),
    line: patient(stagingLine(tables)),
    holds: patient(holdStore(tables)),
    exports: patient(exportStore(tables)),
    mailTroubles: patient(mailTroubleStore(tables)),
    contacts: patient(contactStore(tables)),
    links: patient(linkStore(tables)),
    exposures: patient(exposureStore(tables)),
    retirements: patient(retirementStore(tables)),
    turns: patient(vaultTurns(tables)),
    vaultChecks: patient(vaultChecks(tables)),
    watch: patient({ ...passwordWatch(tables), ...changedPasswords(tables) }),
    audit: patient(auditReader(tables)),
    accessLog: patient(accessLog(tables)),
    accessCounts: patient(accessCounts(tables)),
    accessReader: patient(accessReader(tables)),
    inspections: patient(inspectionStore(tables)),
    tickets: patient(ticketStore(tables)),
    sent: patient(sentMessages(tables)),
    estateLog: patient(estateLog(tables, ESTATE_TABLE)),
    sessions: patient(sessionStore(tables)),
    async wait(row, taskToken) {
      await tables.client.send(
        new UpdateCommand({
          TableName: tables.state,
          Key: keyOf(row),
          UpdateExpression: 'SET #taskToken = :taskToken',
          ExpressionAttributeNames: { '#taskToken': stateAttribute.taskToken },
          ExpressionAttributeValues: { ':taskToken': taskToken },
        }),
      );
    },
    close,
  };
}

/** The same tests for both: what use cases are tested with keeps the promises that the tables keep. */
export function describeStores(what: string, tests: (stores: () => Stores) => void): void {
  describe.each([
    ['in memory', inMemory],
    ['in DynamoDB', inDynamoDb],
  ])(`${what}, %s`, (_, start) => {
    let stores: Stores;
    beforeEach(async () => {
      stores = await start();
    });
    afterEach(() => stores.close());
    tests(() => stores);
  });
}

/** Actions on record in a chain, in order. The chain must hold. */
export async function actionsOf({ audit }: Stores, chain: string): Promise<readonly string[]> {
  const records = await audit.recordsOf(chain);
  expect(problemsOfChain(records.map((each) => ({ ...each })))).toEqual([]);
  return records.map((each) => each.action);
}

/** How many of several attempts at the same thing were carried out. */
export const carriedOut = async (attempts: readonly Promise<unknown>[]): Promise<number> =>
  (await Promise.allSettled(attempts)).filter(({ status }) => status === 'fulfilled').length;

export const STALE = { name: 'StaleState' };
