import { gzipSync } from 'node:zlib';
import { archiveKey, checkpointKey, headsKey, publicKeyKey } from '../../contract/audit-bucket.ts';
import { archivedLine } from '../../lambda/domain/audit/archived-change.ts';
import { canonicalJson, NO_RECORD_BEFORE, nextRecord, sha256 } from '../../lambda/domain/audit/audit-chain.ts';
import type { AuditFact, AuditRecord, ChainHead } from '../../lambda/domain/audit/audit-record.ts';
import {
  byChain,
  type Checkpoint,
  checkpointText,
  hashOfCheckpoint,
  leafOf,
  rootOfHeads,
} from '../../lambda/domain/audit/checkpoint.ts';
import { inclusionProof, leafHash, rootOf } from '../../lambda/domain/audit/merkle.ts';
import { imageOf } from './attribute-values.ts';
import { awkwardTexts } from './awkward-texts.ts';
import { SigningKey } from './signing-key.ts';

/**
 * The test vectors that `docs/audit-format.md` publishes. All of them follow from what is written here, but for the signatures: ECDSA
 * draws a number for each.
 */

const ORIGIN = 'm365-password-rotation/123456789012/eu-central-1/M365PasswordRotation';
const TENANT = '3f8b1c52-6f0e-4c58-9d8e-0c6a1d2b7a10';
const ACCOUNT = 'a1b2c3d4-0000-4000-8000-00000000000a';
const CYCLE = '2026-12-07-admin-monthly';
/** Whoever knows this text can sign with the key: it signs nothing but these vectors. */
export const vectorKey = new SigningKey('key of the test vectors');

const system = (name: string) => ({ kind: 'system', name }) as const;
const facts: readonly AuditFact[] = [
  {
    action: 'cycle.opened',
    outcome: 'success',
    time: '2026-12-07T05:00:00.000Z',
    actor: system('open-cycle'),
    component: 'open-cycle',
    cycleId: CYCLE,
    estate: sha256('estate'),
    code: '0.1.0-0123456789abcdef',
  },
  {
    action: 'account.discovered',
    outcome: 'success',
    time: '2026-12-07T05:00:07.250Z',
    actor: system('discover-tenant'),
    component: 'discover-tenant',
    cycleId: CYCLE,
    tenantId: TENANT,
    accountId: ACCOUNT,
    userPrincipalName: 'admin@contoso.example',
    class: 'admin',
    rotationId: '0123456789abcdef0123456789abcdef',
  },
  {
    action: 'approval.approved',
    outcome: 'success',
    reason: awkwardTexts.join(' | '),
    time: '2026-12-07T08:12:30.001Z',
    actor: {
      kind: 'technician',
      objectId: 'b0000000-0000-4000-8000-00000000000b',
      tenantId: TENANT,
      name: 'Zoë Ünal 👩🏽‍💻',
    },
    component: 'approvals',
    source: { address: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; "Linux")' },
    cycleId: CYCLE,
    tenantId: TENANT,
    accountId: ACCOUNT,
    userPrincipalName: 'admin@contoso.example',
    class: 'admin',
    rotationId: '0123456789abcdef0123456789abcdef',
    evidence: { ticket: '4711' },
  },
  {
    action: 'sign-in.refused',
    outcome: 'refused',
    reason: 'not-a-technician',
    time: '2026-12-07T08:15:00.000Z',
    actor: system('sign-in'),
    component: 'sign-in',
    accessOf: 'strangers',
    times: 12,
  },
  {
    action: 'cycle.closed',
    outcome: 'success',
    time: '2026-12-07T09:20:00.000Z',
    actor: system('close-cycle'),
    component: 'close-cycle',
    cycleId: CYCLE,
    evidence: { detail: '1 rotated, 0 failed, 0 uncertain' },
  },
  {
    action: 'account.excluded',
    outcome: 'refused',
    reason: 'break-glass',
    time: '2026-12-07T09:40:05.000Z',
    actor: system('discover-tenant'),
    component: 'discover-tenant',
    cycleId: '2026-12-07-admin-monthly-2',
    tenantId: TENANT,
    accountId: ACCOUNT,
  },
];

const recordsOf = (given: readonly AuditFact[]): readonly AuditRecord[] => {
  const ends = new Map<string, AuditRecord>();
  return given.map((each) => {
    const { chain } = nextRecord(undefined, each);
    const record = nextRecord(ends.get(chain), each);
    ends.set(chain, record);
    return record;
  });
};

const lineOf = (record: AuditRecord, place: number) =>
  archivedLine({
    Metadata: {
      EventName: { S: 'INSERT' },
      SequenceNumber: { S: placeOf(place) },
      ApproximateCreationDateTime: { N: String(Math.floor(Date.parse(record.time) / 1000)) },
    },
    Keys: { chain: { S: record.chain }, sequence: { N: String(record.sequence) } },
    NewImage: imageOf(record),
  });
const placeOf = (place: number) => `4218${String(place).padStart(21, '0')}`;

export interface VectorFile {
  readonly path: string;
  /** Of a compressed file: what it holds. */
  readonly text: string;
}

/** Whether a vector is stored compressed. */
export const isCompressed = (path: string): boolean => path.endsWith('.gz');
export const stored = ({ path, text }: VectorFile): Buffer =>
  isCompressed(path) ? gzipSync(text) : Buffer.from(text, 'utf8');

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** @param sign  the signed note of a text */
export function vectorFiles(sign: (text: string) => string): readonly VectorFile[] {
  const records = recordsOf(facts);
  const heads = headsAfter(records.slice(0, 5));
  return [
    { path: 'records.json', text: json(records.map(recordVector)) },
    { path: 'tree.json', text: json(treeVector(heads)) },
    ...folder(records, sign),
  ];
}

const recordVector = (record: AuditRecord) => {
  const { hash, ...rest } = record;
  return { record, canonical: canonicalJson(rest), hash, image: imageOf(record) };
};

const headsAfter = (records: readonly AuditRecord[]): readonly ChainHead[] => {
  const ends = new Map(records.map(({ chain, sequence, hash }) => [chain, { chain, sequence, hash }]));
  return [...ends.values()].sort(byChain);
};

function treeVector(heads: readonly ChainHead[]) {
  const hashes = heads.map((each) => leafHash(leafOf(each)));
  return {
    leaves: heads.map((each, index) => ({ leaf: leafOf(each), hash: hashes[index]?.toString('hex') })),
    rootOfNone: rootOf([]).toString('hex'),
    root: rootOf(hashes).toString('hex'),
    proofs: hashes.map((_, index) => ({
      index,
      size: hashes.length,
      siblings: inclusionProof(hashes, index).map((each) => each.toString('hex')),
    })),
  };
}

/** An auditor's folder with two checkpoints, the second a seal, and one record that is newer than both. */
function folder(records: readonly AuditRecord[], sign: (text: string) => string): readonly VectorFile[] {
  const batches = [records.slice(0, 2), records.slice(2, 5), records.slice(5)];
  let place = 0;
  const archived = batches.map((batch) => {
    const first = place + 1;
    const lines = batch.map((each) => lineOf(each, ++place));
    return { path: archiveKey(new Date(batch[0]?.time ?? 0), placeOf(first), placeOf(place)), text: lines.join('') };
  });
  const first = checkpointVector(records.slice(0, 2), undefined, sign);
  const second = checkpointVector(records.slice(0, 5), first.checkpoint, sign);
  return [
    ...archived,
    ...first.files,
    ...second.files,
    { path: publicKeyKey(vectorKey.fingerprint), text: vectorKey.pem },
  ].map(({ path, text }) => ({ path: `folder/${path}`, text }));
}

function checkpointVector(
  records: readonly AuditRecord[],
  before: Checkpoint | undefined,
  sign: (text: string) => string,
) {
  const heads = headsAfter(records);
  const number = (before?.number ?? 0) + 1;
  // All chains of the second batch have moved.
  const lines = heads.map((each) => `${leafOf(each)}\n`).join('');
  const checkpoint: Checkpoint = {
    origin: ORIGIN,
    chains: heads.length,
    root: rootOfHeads(heads),
    number,
    time: before === undefined ? '2026-12-07T06:00:00.000Z' : '2026-12-07T09:21:10.512Z',
    records: records.length,
    previous: before === undefined ? NO_RECORD_BEFORE : hashOfCheckpoint(before),
    heads: { holds: before === undefined ? 'all' : 'changed', hash: sha256(lines) },
    estate: sha256('estate'),
    code: '0.1.0-0123456789abcdef',
    ...(before === undefined ? {} : { cycleId: CYCLE }),
  };
  return {
    checkpoint,
    files: [
      { path: headsKey(number, checkpoint.heads.hash), text: lines },
      { path: checkpointKey(number), text: sign(checkpointText(checkpoint)) },
    ],
  };
}

export const signedByVectorKey = (text: string): string => vectorKey.note(text, ORIGIN);
