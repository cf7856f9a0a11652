import { archiveKey } from '../../../../contract/audit-bucket.ts';
import { archivedLine } from '../../../../lambda/domain/audit/archived-change.ts';
import { NO_RECORD_BEFORE, nextRecord, sha256 } from '../../../../lambda/domain/audit/audit-chain.ts';
import { type AuditRecord, type ChainHead, chainOf } from '../../../../lambda/domain/audit/audit-record.ts';
import type { ChainProblem } from '../../../../lambda/domain/audit/chain-follower.ts';
import {
  byChain,
  type Checkpoint,
  hashOfCheckpoint,
  leafOf,
  readCheckpoint,
  rootOfHeads,
} from '../../../../lambda/domain/audit/checkpoint.ts';
import { fingerprintOfKey, isSignedBy, readNote } from '../../../../lambda/domain/audit/signed-note.ts';
import { type ArchivedObject, CheckpointExists, type CycleEnds } from '../../../../lambda/ports/checkpoints.ts';
import type { CheckpointPorts } from '../../../../lambda/usecases/audit/make-checkpoint.ts';
import { imageOf } from '../../../evidence/attribute-values.ts';
import { SigningKey } from '../../../evidence/signing-key.ts';

export const MAKER = { origin: 'm365-password-rotation/1/eu/Stack', estate: sha256('estate'), code: '1.0.0-abc' };

/** A locked bucket, a table and a key, in memory. Each call can be made to fail, before it does anything or after. */
export class CheckpointWorld {
  instant = Date.parse('2026-12-07T05:00:00.000Z');
  readonly notes = new Map<number, string>();
  readonly heads = new Map<string, string>();
  readonly keys = new Map<string, Uint8Array>();
  readonly table = new Map<string, AuditRecord[]>();
  readonly objects: { readonly key: string; readonly stored: Date; readonly lines: readonly string[] | undefined }[] =
    [];
  readonly ends = new Map<string, CycleEnds>();
  key = new SigningKey('key of the tests');
  /** Told of each call, before it has an effect and after. */
  onCall: (name: string, when: 'before' | 'after') => void | Promise<void> = () => undefined;
  /** What persons were called for. */
  readonly misfits: ChainProblem[] = [];
  readonly behind: string[] = [];
  private places = 0;

  readonly ports: CheckpointPorts = {
    now: () => new Date(this.instant),
    signer: {
      publicKey: () => this.call('publicKey', () => this.key.spki),
      sign: (text) => this.call('sign', () => this.key.sign(text)),
    },
    records: {
      rowsIn: ({ chain, from, to }) =>
        this.call('rowsIn', () =>
          (this.table.get(chain) ?? []).filter((each) => each.sequence >= from && each.sequence <= to),
        ),
      rowAfter: (chain, sequence) =>
        this.call('rowAfter', () => (this.table.get(chain) ?? []).find((each) => each.sequence > sequence)),
      lastRow: (chain) => this.call('lastRow', () => this.table.get(chain)?.at(-1)),
    },
    alarm: {
      doesNotFit: (problems) => void this.misfits.push(...problems),
      isBehind: (chains) => void this.behind.push(...chains),
    },
    cycleEnds: {
      read: (cycleId) =>
        this.call('read ends', () => {
          const ends = this.ends.get(cycleId);
          if (ends === undefined) throw new Error(`${cycleId} was not closed`);
          return ends;
        }),
    },
    archive: {
      storedSince: (since) => this.storedSince(since),
    },
    store: {
      newest: () => this.call('newest', () => Math.max(0, ...this.notes.keys())),
      note: (number) => this.call('note', () => this.notes.get(number) ?? ''),
      heads: (number, hash) => this.call('heads', () => this.heads.get(`${number} ${hash}`) ?? ''),
      storeHeads: (number, hash, lines) =>
        this.call('storeHeads', () => {
          if (!this.heads.has(`${number} ${hash}`)) this.heads.set(`${number} ${hash}`, lines);
        }),
      storeNote: (number, note) =>
        this.call('storeNote', () => {
          const before = this.notes.get(number);
          if (before !== undefined && before !== note) throw new CheckpointExists();
          this.notes.set(number, note);
        }),
      publicKeys: (beginning) =>
        this.call('publicKeys', () =>
          [...this.keys].flatMap(([name, spki]) => (name.startsWith(beginning) ? [spki] : [])),
        ),
      storePublicKey: (spki) => this.call('storePublicKey', () => void this.keys.set(fingerprintOfKey(spki), spki)),
    },
  };

  later(minutes: number): void {
    this.instant += minutes * 60_000;
  }

  /** Adds records to the table, and gives them. */
  record(accountId: string, count = 1): readonly AuditRecord[] {
    return this.add({ tenantId: 'tenant', accountId }, count);
  }

  /** Adds a record about the estate. */
  recordOfEstate(): readonly AuditRecord[] {
    return this.add({}, 1);
  }

  private add(
    about: { readonly tenantId?: string; readonly accountId?: string },
    count: number,
  ): readonly AuditRecord[] {
    const added: AuditRecord[] = [];
    for (let n = 0; n < count; n += 1) {
      const fact = {
        action: 'approval.requested',
        outcome: 'success',
        time: new Date(this.instant).toISOString(),
        actor: { kind: 'system', name: 'request-approvals' },
        component: 'request-approvals',
        ...about,
      } as const;
      const chain = this.table.get(chainOf(about)) ?? [];
      const record = nextRecord(chain.at(-1), fact);
      this.table.set(record.chain, [...chain, record]);
      added.push(record);
    }
    return added;
  }

  /** Archives records as one object, by the hour in which the first of them was made. */
  archive(records: readonly AuditRecord[], name: 'INSERT' | 'MODIFY' | 'REMOVE' = 'INSERT'): void {
    const lines = records.map((record) => {
      this.places += 1;
      return archivedLine({
        Metadata: {
          EventName: { S: name },
          SequenceNumber: { S: String(this.places) },
          ApproximateCreationDateTime: { N: String(Date.parse(record.time) / 1000) },
        },
        Keys: { chain: { S: record.chain }, sequence: { N: String(record.sequence) } },
        ...(name === 'REMOVE' ? { OldImage: imageOf(record) } : { NewImage: imageOf(record) }),
      }).trimEnd();
    });
    const key = archiveKey(new Date(records[0]?.time ?? 0), String(this.places), String(this.places));
    this.objects.push({ key, stored: new Date(this.instant), lines });
  }

  headsNow(): readonly ChainHead[] {
    return [...this.table.values()]
      .flatMap((each) => each.slice(-1))
      .map(headOf)
      .sort(byChain);
  }

  /** All checkpoints, oldest first, after everything that binds them to one another and to their heads was checked. */
  checked(): readonly { readonly checkpoint: Checkpoint; readonly heads: readonly ChainHead[] }[] {
    const heads = new Map<string, ChainHead>();
    let previous = NO_RECORD_BEFORE;
    return [...this.notes]
      .sort(([a], [b]) => a - b)
      .map(([number, text], i) => {
        const note = readNote(text);
        const checkpoint = readCheckpoint(note?.text ?? '');
        if (note === undefined || checkpoint === undefined) throw new Error(`${number} is no checkpoint`);
        if (number !== i + 1 || checkpoint.number !== number) throw new Error(`${number} has another number`);
        if (checkpoint.previous !== previous) throw new Error(`${number} names another one before it`);
        const keys = [...this.keys.values()];
        if (!keys.some((spki) => isSignedBy(note, checkpoint.origin, spki))) throw new Error(`${number} is not signed`);
        const lines = this.heads.get(`${number} ${checkpoint.heads.hash}`) ?? '';
        if (sha256(lines) !== checkpoint.heads.hash) throw new Error(`${number} has other heads`);
        if (checkpoint.heads.holds === 'all') heads.clear();
        for (const line of lines.split('\n').slice(0, -1)) {
          const head: ChainHead = JSON.parse(line);
          if (leafOf(head) !== line) throw new Error(`${number} has a head in another form`);
          heads.set(head.chain, head);
        }
        const sorted = [...heads.values()].sort(byChain);
        if (checkpoint.root !== rootOfHeads(sorted)) throw new Error(`${number} has another root`);
        if (checkpoint.chains !== sorted.length) throw new Error(`${number} counts other chains`);
        if (checkpoint.records !== sorted.reduce((sum, each) => sum + each.sequence, 0))
          throw new Error(`${number} counts other records`);
        previous = hashOfCheckpoint(checkpoint);
        return { checkpoint, heads: sorted };
      });
  }

  private async *storedSince(since: Date | undefined): AsyncGenerator<ArchivedObject> {
    const objects = await this.call('storedSince', () => [...this.objects]);
    for (const { key, stored, lines } of objects) if (since === undefined || stored >= since) yield { key, lines };
  }

  private async call<T>(name: string, work: () => T): Promise<T> {
    await this.onCall(name, 'before');
    const result = work();
    await this.onCall(name, 'after');
    return result;
  }
}

export const headOf = ({ chain, sequence, hash }: ChainHead): ChainHead => ({ chain, sequence, hash });
