import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { privateFolder, readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';

export interface VaultOrganization {
  readonly id: string;
  readonly name: string;
  readonly archived: boolean;
}

export interface VaultRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly username: string;
  readonly password: string;
  /** Out of sight, and still there. */
  readonly archived: boolean;
  /** ISO 8601, UTC; `undefined`: nobody has written it since the vault was filled. */
  readonly writtenAt: string | undefined;
  /** How often it was written. */
  readonly writes: number;
}

/** An organization as the vault holds it before anything is written. Ids that are left out are given by the vault. */
export interface FilledOrganization {
  readonly id?: string | undefined;
  readonly name: string;
  readonly archived?: boolean;
  readonly records: readonly FilledRecord[];
}

export interface FilledRecord {
  readonly id?: string | undefined;
  readonly name: string;
  readonly username: string;
  readonly archived?: boolean;
}

/** The content of a vault; what was written survives a restart, in files of this user alone. */
export interface VaultStore {
  readonly folder: string;
  organizations(): readonly VaultOrganization[];
  records(): readonly VaultRecord[];
  find(id: string): VaultRecord | undefined;
  /** @throws {RangeError} there is no such record */
  write(id: string, password: string): VaultRecord;
  /** How often records were written, since the folder was made. */
  writes(): number;
  /** File in which the password of a record lies in plain text, once it was written. */
  fileOf(id: string): string;
}

export interface VaultStoreOptions {
  /** The store's own: nothing else may be in it. */
  readonly folder: string;
  readonly filled: readonly FilledOrganization[];
  /** Ids in the vendor's form. They must be the same for a number at every start. */
  readonly idOf: (kind: 'organization' | 'record', nth: number) => string;
  readonly now: () => Date;
}

const givenSchema = z.record(z.string(), z.int());
const writtenSchema = z.strictObject({ id: z.string(), password: z.string(), at: z.string(), writes: z.int() });

/** What records hold before the first rotation. */
export const FIRST_PASSWORD = 'as it was before';

export function vaultStore({ folder, filled, idOf, now }: VaultStoreOptions): VaultStore {
  privateFolder(folder);
  const nth = numbersIn(folder);
  const organizations: VaultOrganization[] = [];
  const records = new Map<string, VaultRecord & { readonly file: string }>();
  for (const { id, name, archived = false, records: held } of filled) {
    const organization = { id: id ?? idOf('organization', nth.of('organization', name)), name, archived };
    organizations.push(organization);
    for (const record of held) {
      const number = nth.of('record', JSON.stringify([organization.id, record.name, record.id ?? '']));
      const recordId = record.id ?? idOf('record', number);
      if (records.has(recordId)) throw new Error(`two records of the vault have the id ${recordId}`);
      const file = join(folder, `${String(number).padStart(5, '0')}.json`);
      const written = readJson(file, writtenSchema);
      records.set(recordId, {
        id: recordId,
        organizationId: organization.id,
        name: record.name,
        username: record.username,
        archived: record.archived ?? false,
        password: written?.password ?? FIRST_PASSWORD,
        writtenAt: written?.at,
        writes: written?.writes ?? 0,
        file,
      });
    }
  }
  nth.keep();
  const recordOf = (id: string) => {
    const record = records.get(id);
    if (record === undefined) throw new RangeError('there is no such record');
    return record;
  };
  return {
    folder,
    organizations: () => organizations,
    records: () => [...records.values()],
    find: (id) => records.get(id),
    write(id, password) {
      const before = recordOf(id);
      const record = { ...before, password, writtenAt: now().toISOString(), writes: before.writes + 1 };
      writeJson(record.file, { id, password, at: record.writtenAt, writes: record.writes });
      records.set(id, record);
      return record;
    },
    writes: () => [...records.values()].reduce((sum, { writes }) => sum + writes, 0),
    fileOf: (id) => recordOf(id).file,
  };
}

/** Numbers that things get when they are first seen, and keep. Of several with one name, the first is the first at each start. */
function numbersIn(folder: string) {
  const file = join(folder, 'numbers.json');
  const given = new Map(Object.entries(readJson(file, givenSchema) ?? {}));
  const before = given.size;
  const seen = new Map<string, number>();
  return {
    of(kind: string, name: string): number {
      const same = (seen.get(`${kind} ${name}`) ?? 0) + 1;
      seen.set(`${kind} ${name}`, same);
      const key = `${kind} ${name} ${same}`;
      const number = given.get(key) ?? given.size + 1;
      given.set(key, number);
      return number;
    },
    keep(): void {
      if (given.size !== before || !existsSync(file)) writeJson(file, Object.fromEntries(given));
    },
  };
}
