import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { canonicalJson, NO_RECORD_BEFORE, nextRecord, sha256 } from '../../../lambda/domain/audit/audit-chain.ts';
import type { AuditRecord, ChainHead } from '../../../lambda/domain/audit/audit-record.ts';
import type { Seal } from '../../../lambda/domain/audit/seal.ts';

/** Audit records as they are exported and sealed, in a folder of their own. */
export class Exported {
  readonly folder = mkdtempSync(join(tmpdir(), 'audit-export-'));
  readonly paths = {
    exportFolder: this.folder,
    sealsFolder: join(this.folder, 'seals'),
    publicKeyFile: join(this.folder, 'seal-key.pem'),
  };
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly chains = new Map<string, AuditRecord[]>();
  private lastSeal = NO_RECORD_BEFORE;

  constructor() {
    mkdirSync(this.paths.sealsFolder);
    writeFileSync(this.paths.publicKeyFile, this.keys.publicKey.export({ format: 'pem', type: 'spki' }));
  }

  /** The DER that `aws kms get-public-key` gives. */
  get derKey(): Buffer {
    return this.keys.publicKey.export({ format: 'der', type: 'spki' });
  }

  get records(): AuditRecord[] {
    return [...this.chains.values()].flat();
  }

  record(accountId: string | undefined, action: AuditRecord['action'], cycleId: string): void {
    const about = accountId === undefined ? {} : { tenantId: 'tenant', accountId };
    const chain = accountId === undefined ? '-#-' : `tenant#${accountId}`;
    const known = this.chains.get(chain) ?? [];
    const record = nextRecord(known.at(-1), {
      action,
      outcome: 'success',
      time: '2026-12-07T08:00:00.000Z',
      actor: { kind: 'unknown' },
      component: 'close-cycle',
      cycleId,
      evidence: { detail: `Größe, "quoted" \u2028 ${known.length}` },
      ...about,
    });
    this.chains.set(chain, [...known, record]);
  }

  /** A record about somebody's access. */
  access(accessOf: string, action: AuditRecord['action'], times?: number): void {
    const known = this.chains.get(`access#${accessOf}`) ?? [];
    const record = nextRecord(known.at(-1), {
      action,
      outcome: action === 'session.started' ? 'success' : 'refused',
      time: '2026-12-07T08:00:00.000Z',
      actor: { kind: 'unknown' },
      component: 'sign-in',
      accessOf,
      ...(times === undefined ? {} : { times }),
    });
    this.chains.set(`access#${accessOf}`, [...known, record]);
  }

  /** Three accounts, some records each, closed and sealed. */
  cycle(cycleId: string): void {
    for (const account of ['a', 'b', 'c']) {
      for (const action of ['account.discovered', 'approval.approved', 'reset.proven', 'rotation.closed'] as const) {
        this.record(account, action, cycleId);
      }
    }
    this.record(undefined, 'cycle.closed', cycleId);
    this.seal(cycleId);
  }

  seal(cycleId: string, heads: readonly ChainHead[] = this.heads): void {
    const seal: Seal = {
      schema: 1,
      cycleId,
      sealedAt: '2026-12-09T05:00:00.000Z',
      previousSeal: this.lastSeal,
      heads: heads.map(({ chain, sequence, hash }) => ({ chain, sequence, hash })),
    };
    this.lastSeal = sha256(canonicalJson(seal));
    this.store(cycleId, seal);
  }

  store(fileName: string, seal: Seal, key = this.keys.privateKey): void {
    const text = canonicalJson(seal);
    const signature = sign('sha256', Buffer.from(text), key).toString('base64');
    const stored = { seal, hash: sha256(text), signature, keyId: 'arn:aws:kms:eu-central-1:123456789012:key/1' };
    writeFileSync(join(this.paths.sealsFolder, `${fileName}.json`), JSON.stringify(stored, null, 2));
  }

  get heads(): readonly ChainHead[] {
    return [...this.chains.values()].flatMap((each) => each.at(-1) ?? []);
  }

  /** Exports as AWS does: gzipped lines of DynamoDB JSON, in several files, one of them empty. */
  export(exportId: string, records: readonly object[] = this.records): void {
    const data = join(this.folder, 'audit', 'period=2026-12', 'AWSDynamoDB', exportId, 'data');
    mkdirSync(data, { recursive: true });
    const lines = records.map((each) => JSON.stringify({ Item: wrapped(each).M }));
    const half = Math.ceil(lines.length / 2);
    for (const [i, part] of [lines.slice(0, half), lines.slice(half), []].entries()) {
      writeFileSync(join(data, `part${i}.json.gz`), gzipSync(part.map((each) => `${each}\n`).join('')));
    }
    writeFileSync(join(data, '..', 'manifest-summary.json'), '{}');
  }
}

/** A value in DynamoDB's JSON. */
function wrapped(value: unknown): { readonly [type: string]: unknown } {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(wrapped) };
  const members = Object.entries(value ?? {}).filter(([, member]) => member !== undefined);
  return { M: Object.fromEntries(members.map(([name, member]) => [name, wrapped(member)])) };
}
