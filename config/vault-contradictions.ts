import * as z from 'zod';
import type { Contradiction } from './contradiction.ts';

const named = z.object({ id: z.string().optional(), name: z.string().optional() });
const listed = named.extend({ account: z.string().optional() });

const compared = z.object({
  vault: z.object({ system: z.string() }).catch({ system: 'none' }),
  tenants: z
    .array(
      z.object({
        handOver: z.object({ admin: z.string().optional(), service: z.string().optional() }).catch({}),
        vault: z
          .object({
            organization: named.catch({}),
            recordName: z.string().optional(),
            records: z.array(listed.catch({})).catch([]),
          })
          .optional()
          .catch(undefined),
      }),
    )
    .catch([]),
});

type Compared = z.output<typeof compared>;

/** A password that is to be handed over by a vault needs one, and a record in it that the vault can find and that is no other account's. */
export function vaultContradictions(value: unknown): readonly Contradiction[] {
  const parsed = compared.safeParse(value);
  return parsed.success ? [...missing(parsed.data), ...unfindable(parsed.data), ...shared(parsed.data)] : [];
}

function missing({ vault, tenants }: Compared): readonly Contradiction[] {
  return tenants.flatMap(({ handOver, vault: records }, i) => {
    const wanted = (['admin', 'service'] as const).find((each) => !['link', undefined].includes(handOver[each]));
    if (wanted === undefined) return [];
    const path = ['tenants', i, 'handOver', wanted];
    if (vault.system === 'none') {
      return [{ path, message: `must be link, or the estate must have a vault: vault.system is none` }];
    }
    if (records === undefined) {
      return [{ path, message: `must be link, or tenants[${i}].vault must say which records hold the passwords` }];
    }
    return records.recordName === undefined && records.records.length === 0
      ? [{ path: ['tenants', i, 'vault'], message: 'must have recordName, or list records' }]
      : [];
  });
}

/** What ids look like, where all of them look alike: another one would be found missing when a password is there to be written. */
const number = { form: /^[1-9]\d{0,17}$/, words: 'a number' };
const ids = new Map([
  ['it-glue', number],
  ['hudu', number],
  ['1password-connect', { form: /^[\da-z]{26}$/, words: '26 small letters and digits' }],
  ['keeper', { form: /^[\w-]{22}$/, words: 'a UID: 22 letters, digits, - and _' }],
]);

const NO_NAMES =
  'Keeper cannot look for a name: every record would have to be read and decrypted. Its UID is shown in its info';

function unfindable({ vault: { system }, tenants }: Compared): readonly Contradiction[] {
  const form = ids.get(system);
  if (form === undefined) return [];
  return tenants.flatMap(({ vault }, i) => {
    if (vault === undefined) return [];
    const path = ['tenants', i, 'vault'];
    const names = [
      { path: [...path, 'organization'], ...vault.organization },
      ...vault.records.map((each, k) => ({ path: [...path, 'records', k], ...each })),
    ];
    const problems = names.flatMap((each) => {
      if (each.id !== undefined && !form.form.test(each.id)) {
        return [{ path: [...each.path, 'id'], message: `must be ${form.words}` }];
      }
      return system === 'keeper' && each.name !== undefined
        ? [{ path: [...each.path, 'name'], message: `must be id in place of name: ${NO_NAMES}` }]
        : [];
    });
    return system === 'keeper' && vault.recordName !== undefined
      ? [...problems, { path: [...path, 'recordName'], message: `must be left out, and records list ids: ${NO_NAMES}` }]
      : problems;
  });
}

/**
 * Of two passwords in one record, the one that is written last overwrites the other, and both count as stored. Ids are unique in a vault; names
 * are in an organization.
 */
function shared({ tenants }: Compared): readonly Contradiction[] {
  const holders = new Map<string, string>();
  const problems: Contradiction[] = [];
  for (const [i, { vault }] of tenants.entries()) {
    const accounts = new Map<string, string>();
    for (const [k, { account, id, name }] of (vault?.records ?? []).entries()) {
      const path = ['tenants', i, 'vault', 'records', k];
      const here = `tenants[${i}].vault.records[${k}]`;
      const record = id === undefined ? { organization: vault?.organization, name } : { id };
      const holder = holders.get(JSON.stringify(record));
      if (holder !== undefined)
        problems.push({ path, message: `must name a record of its own: ${holder} names this one too` });
      else if (id !== undefined || name !== undefined) holders.set(JSON.stringify(record), here);
      const first = account === undefined ? undefined : accounts.get(account.toLowerCase());
      if (first !== undefined)
        problems.push({ path: [...path, 'account'], message: `must be listed once: ${first} names it too` });
      else if (account !== undefined) accounts.set(account.toLowerCase(), here);
    }
  }
  return problems;
}
