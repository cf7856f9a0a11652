import {
  CONTACT_LINK_PREFIX,
  CONTACT_STOPS_PARTITION,
  CYCLES_PARTITION,
  openApprovalAttributes,
  stateAttribute,
  stateTableIndex,
} from '../../contract/table-keys.ts';
import * as stateKeys from '../../lambda/adapters/aws/dynamodb/state-keys.ts';

const { key } = stateKeys;
const [cycleId, tenantId, accountId] = [
  '2026-12-07-admin-monthly',
  '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
  '00000000-0000-4000-8000-000000000001',
] as const;
const technicianObjectId = '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01';
const instant = '2026-12-07T08:00:00.000Z';
const linkId = 'a'.repeat(32);
const hash = 'b'.repeat(64);
const account = { tenantId, accountId };
const rotation = { cycleId, ...account };

/** The key of each kind of row, of the same ids in each release. A key that is new does not compile without its line here. */
const keys: Readonly<Record<keyof typeof key, unknown>> = {
  cycle: key.cycle(cycleId),
  cycleByOpening: key.cycleByOpening({ openedAt: instant, cycleId }),
  tenant: key.tenant(cycleId, tenantId),
  rotation: key.rotation(rotation),
  exclusion: key.exclusion(rotation),
  ticket: key.ticket(cycleId, tenantId),
  auditExport: key.auditExport(),
  psaRest: key.psaRest(),
  proposal: key.proposal(rotation),
  accountLock: key.accountLock(account),
  currentVersion: key.currentVersion(account),
  vaultTurn: key.vaultTurn(account),
  exposure: key.exposure({ technicianObjectId, ...account }),
  changedElsewhere: key.changedElsewhere(account),
  watch: key.watch(tenantId),
  inspection: [key.inspection('consent', tenantId), key.inspection('break-glass', tenantId)],
  inspectionTicket: [key.inspectionTicket('consent', tenantId), key.inspectionTicket('break-glass', tenantId)],
  seer: key.seer(technicianObjectId),
  retirement: key.retirement(account),
  asked: key.asked(cycleId, technicianObjectId),
  link: key.link(linkId),
  signIn: key.signIn(hash),
  session: key.session(hash),
  sessionOf: key.sessionOf(technicianObjectId, hash),
  chainHead: [key.chainHead(`${tenantId}#${accountId}`), key.chainHead('access#strangers')],
  accessCount: key.accessCount({ from: instant, accessOf: 'strangers', action: 'sign-in.refused', reason: 'expired' }),
  sentMessage: key.sentMessage('a message that was sent'),
  mailTrouble: key.mailTrouble('ada@northwind.example'),
  vaultCheck: key.vaultCheck({ cycleId, tenantId }),
  vaultChecksTold: key.vaultChecksTold(cycleId),
  stagingLine: key.stagingLine(),
  pause: [
    key.pause({ of: 'everything' }),
    key.pause({ of: 'tenant', tenantId }),
    key.pause({ of: 'class', class: 'admin' }),
    key.pause({ of: 'tenant-in-cycle', cycleId, tenantId }),
  ],
  hold: key.hold({ tenantId, class: 'admin' }),
  contactStop: key.contactStop({ cycleId, tenantId }),
  contactLink: key.contactLink(linkId),
};

/** Where rows lie, and by what they are found: a row that another release looks for elsewhere is lost to it. */
export const placesOfRows = (): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
  keys,
  attributes: { ...stateAttribute, ...stateKeys.ownAttribute },
  indexes: { ...stateTableIndex, openApprovalAttributes },
  partitions: {
    contactLinks: CONTACT_LINK_PREFIX,
    contactStops: CONTACT_STOPS_PARTITION,
    cycles: CYCLES_PARTITION,
    cyclesByOpening: stateKeys.CYCLES_BY_OPENING_PARTITION,
    retirements: stateKeys.RETIREMENTS_PARTITION,
    mailTroubles: stateKeys.MAIL_TROUBLES_PARTITION,
    pauses: stateKeys.PAUSES_PARTITION,
    holds: stateKeys.HOLDS_PARTITION,
    seers: stateKeys.SEERS_PARTITION,
    changedElsewhere: stateKeys.CHANGED_ELSEWHERE_PARTITION,
    watches: stateKeys.WATCHES_PARTITION,
    accessHeads: stateKeys.ACCESS_HEADS_PARTITION,
    accessCounts: stateKeys.ACCESS_COUNTS_PARTITION,
  },
});
