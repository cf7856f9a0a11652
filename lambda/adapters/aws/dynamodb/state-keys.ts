import { createHash } from 'node:crypto';
import {
  ACCESS_PREFIX,
  CHAIN_PREFIX,
  CONTACT_LINK_PREFIX,
  CONTACT_STOPS_PARTITION,
  CYCLES_PARTITION,
  cyclePartition,
  rotationSort,
  SESSION_PREFIX,
  SIGN_IN_PREFIX,
  stateAttribute,
  tenantPartition,
  tenantSort,
} from '../../../../contract/table-keys.ts';
import type { AccessCount } from '../../../domain/audit/access.ts';
import { type Held, holdId } from '../../../domain/cycle/hold.ts';
import type { RotationKey } from '../../../domain/identifiers.ts';
import type { InspectionKind } from '../../../domain/inspection/inspection.ts';
import { type PauseScope, scopeId } from '../../../domain/rotation/pause.ts';

/** Keys of all rows of the state table. Those that workflows write too are spelled in `contract/table-keys.ts`. */

/** Attributes that only the stores know. */
export const ownAttribute = {
  /** When a link, a session or a sign-in is over: `expiresAt` is the table's, which keeps the row for longer. */
  validUntil: 'validUntil',
  /** When the deletion of a credential was last attempted. */
  attemptedAt: 'attemptedAt',
} as const;

const at = (partition: string, sort: string) => ({
  [stateAttribute.partitionKey]: partition,
  [stateAttribute.sortKey]: sort,
});

/** One partition holds all retirements, so that `retire-credentials` reads these few rows and never scans the table. */
export const RETIREMENTS_PARTITION = 'retirements';

/** One partition holds what is known of mails that did not arrive, by recipient. */
export const MAIL_TROUBLES_PARTITION = 'mail-troubles';

/** One partition holds all pauses, so that pages and commands list them. */
export const PAUSES_PARTITION = 'pauses';

/** Names the sessions of one technician. No hash begins so. */
export const sessionsOfPartition = (objectId: string) => `${SESSION_PREFIX}of#${objectId}`;

export const SESSION_POINTER_PREFIX = 'session#';

/** The ends of all chains about access, so that a seal finds them without a list of technicians. */
export const ACCESS_HEADS_PARTITION = `${ACCESS_PREFIX}heads`;
export const ACCESS_COUNTS_PARTITION = `${ACCESS_PREFIX}counts`;

/** One partition names everybody who has ever seen a password, so that none of them is found by a scan. */
export const SEERS_PARTITION = 'seers';
/** All that one person has seen. */
export const exposurePartition = (technicianObjectId: string) => `exposure#${technicianObjectId}`;

/** One partition holds the passwords that somebody else has changed since we set them, by tenant. */
export const CHANGED_ELSEWHERE_PARTITION = 'changed-elsewhere';
/** When each tenant was compared with its directory last. */
export const WATCHES_PARTITION = 'watches';

/** One partition holds the newest result of each tenant, for each kind of inspection. */
export const inspectionsPartition = (kind: InspectionKind) => `inspections#${kind}`;

/** One partition says which tenants schedules start for. */
export const HOLDS_PARTITION = 'holds';

export const EXCLUSION_PREFIX = 'exclusion#';
export const PROPOSAL_PREFIX = 'proposal#';

/** Names all cycles in the order in which they were opened. */
export const CYCLES_BY_OPENING_PARTITION = 'cycles-by-opening';

/** What was found in the vault before a cycle: apart from the cycle, which is not there yet. */
export const vaultChecksPartition = (cycleId: string) => `vault-check#${cycleId}`;
export const VAULT_CHECK_PREFIX = 'tenant#';

export const key = {
  cycle: (cycleId: string) => at(CYCLES_PARTITION, cycleId),
  cycleByOpening: ({ openedAt, cycleId }: { readonly openedAt: string; readonly cycleId: string }) =>
    at(CYCLES_BY_OPENING_PARTITION, `${openedAt}#${cycleId}`),
  tenant: (cycleId: string, tenantId: string) => at(cyclePartition(cycleId), tenantSort(tenantId)),
  rotation: ({ cycleId, tenantId, accountId }: RotationKey) =>
    at(tenantPartition(cycleId, tenantId), rotationSort(accountId)),
  exclusion: ({ cycleId, tenantId, accountId }: RotationKey) =>
    at(tenantPartition(cycleId, tenantId), `${EXCLUSION_PREFIX}${accountId}`),
  /** What was written of the tickets of a tenant. */
  ticket: (cycleId: string, tenantId: string) => at(tenantPartition(cycleId, tenantId), 'ticket'),
  /** What is known of exports of the audit table. */
  auditExport: () => at('audit-export', 'audit-export'),
  /** Until when the PSA asked to be left alone. */
  psaRest: () => at('psa', 'rest'),
  /** An account that a dry run would have rotated: no key of a rotation, so that nothing can approve it. */
  proposal: ({ cycleId, tenantId, accountId }: RotationKey) =>
    at(tenantPartition(cycleId, tenantId), `${PROPOSAL_PREFIX}${accountId}`),
  /** The account lock: it names the one rotation, in whatever cycle, that may change the account's password now. */
  accountLock: ({ tenantId, accountId }: Pick<RotationKey, 'tenantId' | 'accountId'>) =>
    at(`account#${tenantId}#${accountId}`, 'lock'),
  /** Names the version of the account's credential that was made current last. */
  currentVersion: ({ tenantId, accountId }: Pick<RotationKey, 'tenantId' | 'accountId'>) =>
    at(`account#${tenantId}#${accountId}`, 'current'),
  /** Names the one rotation that may write into the account's record of the vault now. */
  vaultTurn: ({ tenantId, accountId }: Pick<RotationKey, 'tenantId' | 'accountId'>) =>
    at(`account#${tenantId}#${accountId}`, 'vault-turn'),
  /** The newest password of an account that a technician has seen. */
  exposure: ({
    technicianObjectId,
    tenantId,
    accountId,
  }: Pick<RotationKey, 'tenantId' | 'accountId'> & { readonly technicianObjectId: string }) =>
    at(exposurePartition(technicianObjectId), `${tenantId}#${accountId}`),
  changedElsewhere: ({ tenantId, accountId }: Pick<RotationKey, 'tenantId' | 'accountId'>) =>
    at(CHANGED_ELSEWHERE_PARTITION, `${tenantId}#${accountId}`),
  watch: (tenantId: string) => at(WATCHES_PARTITION, tenantId),
  inspection: (kind: InspectionKind, tenantId: string) => at(inspectionsPartition(kind), tenantId),
  inspectionTicket: (kind: InspectionKind, tenantId: string) => at(`inspection-tickets#${kind}`, tenantId),
  seer: (technicianObjectId: string) => at(SEERS_PARTITION, technicianObjectId),
  /** Says that the credential of an account is to be deleted, and when. */
  retirement: ({ tenantId, accountId }: Pick<RotationKey, 'tenantId' | 'accountId'>) =>
    at(RETIREMENTS_PARTITION, `${tenantId}#${accountId}`),
  /** Points to the approvals link that a technician has for a cycle. */
  asked: (cycleId: string, technicianObjectId: string) => at(cyclePartition(cycleId), `asked#${technicianObjectId}`),
  link: (linkId: string) => at(`link#${linkId}`, 'link'),
  signIn: (stateHash: string) => at(`${SIGN_IN_PREFIX}${stateHash}`, 'login'),
  session: (sessionIdHash: string) => at(`${SESSION_PREFIX}${sessionIdHash}`, 'session'),
  /** Points from a technician to a session. */
  sessionOf: (objectId: string, sessionIdHash: string) =>
    at(sessionsOfPartition(objectId), `${SESSION_POINTER_PREFIX}${sessionIdHash}`),
  chainHead: (chain: string) =>
    chain.startsWith(ACCESS_PREFIX) ? at(ACCESS_HEADS_PARTITION, chain) : at(`${CHAIN_PREFIX}${chain}`, 'head'),
  /** How often the same was refused in one stretch; those of a stretch lie together. */
  accessCount: ({ from, accessOf, action, reason }: Omit<AccessCount, 'count' | 'outcome'>) =>
    at(ACCESS_COUNTS_PARTITION, `${from}#${accessOf}#${action}#${reason}`),
  /** Keys of messages may be long: hashed. */
  sentMessage: (messageKey: string) =>
    at(`message#${createHash('sha256').update(messageKey).digest('hex')}`, 'message'),
  mailTrouble: (recipient: string) => at(MAIL_TROUBLES_PARTITION, recipient),
  /** What was found in the vault for a tenant before a cycle. */
  vaultCheck: ({ cycleId, tenantId }: Pick<RotationKey, 'cycleId' | 'tenantId'>) =>
    at(vaultChecksPartition(cycleId), `${VAULT_CHECK_PREFIX}${tenantId}`),
  vaultChecksTold: (cycleId: string) => at(vaultChecksPartition(cycleId), 'told'),
  /** Of what operators and technicians set. */
  stagingLine: () => at('staging-line', 'next'),
  pause: (scope: PauseScope) => at(PAUSES_PARTITION, scopeId(scope)),
  hold: (held: Held) => at(HOLDS_PARTITION, holdId(held)),
  /** Of what a contact has stopped: in a partition of its own, so that its page reaches no pause of ours. */
  contactStop: ({ cycleId, tenantId }: Pick<RotationKey, 'cycleId' | 'tenantId'>) =>
    at(CONTACT_STOPS_PARTITION, scopeId({ of: 'tenant-in-cycle', cycleId, tenantId })),
  contactLink: (linkId: string) => at(`${CONTACT_LINK_PREFIX}${linkId}`, 'link'),
};

const SECONDS_PER_DAY = 86_400;

/** Time to live of a row: seconds since 1970, some days after `from`. */
export const keptUntil = (from: Date, days: number) => Math.floor(from.getTime() / 1000) + days * SECONDS_PER_DAY;
