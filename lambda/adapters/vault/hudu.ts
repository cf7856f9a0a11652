import * as z from 'zod';
import type { Vault } from '../../../config/estate.ts';
import type { VaultName, VaultRecordName } from '../../domain/credential/vault-record.ts';
import { type VaultPreflight, VaultRefused, type VaultWriter } from '../../ports/vault.ts';
import { call } from '../outgoing-call.ts';
import { type Remembered, remembered } from '../remembered.ts';
import { ORGANIZATIONS_KEPT_MS } from './organizations-kept.ts';
import { numberedId, quoted, theOne } from './the-one.ts';
import type { VaultAccess } from './vault-access.ts';
import { answerOf, unreadable } from './vault-answer.ts';
import { vaultDeadline } from './vault-deadline.ts';
import { vaultKey } from './vault-key.ts';
import { requireSuccess } from './vault-status.ts';

const NAME = 'Hudu';
/** So many companies, or passwords of one name, nobody has: a page holds 25. */
const MOST_PAGES = 400;

type Access = VaultAccess<Extract<Vault, { system: 'hudu' }>>;
type Send = (sought: string, path: string, query: Readonly<Record<string, string>>, body?: object) => Promise<unknown>;

/**
 * Passwords in Hudu.
 *
 * Every answer of Hudu about a record holds its password in plain text, lists too. So answers are read for the few fields below and let
 * go, a list is asked for one name in one company, and the check before the day asks for no record at all.
 */
export function hudu(access: Access): VaultWriter & VaultPreflight {
  const companies = remembered<number>(access.now, ORGANIZATIONS_KEPT_MS);
  return {
    async write(record, password) {
      const send = await sender(access);
      const found = await findRecord(send, record, companies);
      // This field alone: to send the whole record, its old password and its one-time secret would have to be read and written again,
      // and what somebody changes meanwhile would be lost. That the others stay is no promise of Hudu's description, so it is checked.
      const body = { asset_password: { password } };
      const answer = await send(`record ${found.id}`, `asset_passwords/${found.id}`, {}, body);
      if (answer === null) throw new VaultRefused('record-not-found', `${NAME} has no record ${found.id} any more`);
      const written = answerOf(NAME, oneRecord, answer).asset_password;
      if (written.id !== found.id) throw unreadable(NAME);
      if (!isSameButForPassword(written, found)) {
        throw new VaultRefused('vault-refused', `${NAME} changed more of record ${found.id} than its password`);
      }
      return { recordId: String(found.id) };
    },
    async check({ organization, record }) {
      const send = await sender(access);
      await findCompany(send, organization);
      if ('id' in record) numberedId(NAME, record.id, 'record');
      return {};
    },
  };
}

const company = z.object({ id: z.int(), name: z.string(), archived: z.boolean().nullish() });
const assetPassword = z.object({
  id: z.int(),
  company_id: z.int().nullable(),
  name: z.string(),
  username: z.string().nullish(),
});
type AssetPassword = z.output<typeof assetPassword>;
const oneRecord = z.object({ asset_password: assetPassword });
const recordPage = z.object({ asset_passwords: z.array(assetPassword) }).transform((page) => page.asset_passwords);
const companyPage = z.object({ companies: z.array(company) }).transform((page) => page.companies);

const isSameButForPassword = (written: AssetPassword, found: AssetPassword): boolean =>
  written.name === found.name &&
  written.company_id === found.company_id &&
  (written.username ?? '') === (found.username ?? '');

async function findRecord(
  send: Send,
  { organization, record }: VaultRecordName,
  companies: Remembered<number>,
): Promise<AssetPassword> {
  const companyId = await companies.of(JSON.stringify(organization), () => findCompany(send, organization));
  const found = 'id' in record ? [await recordById(send, record.id)] : await recordsNamed(send, companyId, record.name);
  const sought = `record ${'id' in record ? record.id : quoted(record.name)} in company ${companyId}`;
  // A record of another company, whose id was mistyped: whoever may see that one would get this password.
  const own = found.filter(({ company_id }) => company_id === companyId);
  // Whether a list leaves out what is archived is not said, and a record does not say that it is.
  const archived = own[0] === undefined ? [] : await recordsNamed(send, companyId, own[0].name, { archived: 'true' });
  const away = new Set(archived.map(({ id }) => id));
  return theOne(
    NAME,
    own.filter(({ id }) => !away.has(id)),
    sought,
  );
}

async function recordById(send: Send, given: string): Promise<AssetPassword> {
  const id = numberedId(NAME, given, 'record');
  const answer = await send(`record ${id}`, `asset_passwords/${id}`, {});
  // Seen instead of 404.
  if (answer === null) throw new VaultRefused('record-not-found', `${NAME} has no record ${id}`);
  const { asset_password: record } = answerOf(NAME, oneRecord, answer);
  if (String(record.id) !== id) throw unreadable(NAME);
  return record;
}

async function recordsNamed(
  send: Send,
  companyId: number,
  name: string,
  filter: Readonly<Record<string, string>> = {},
) {
  const sought = `record ${quoted(name)} in company ${companyId}`;
  const query = { ...filter, company_id: String(companyId), name };
  return (await pages(send, sought, 'asset_passwords', query, recordPage)).filter((each) => each.name === name);
}

async function findCompany(send: Send, organization: VaultName): Promise<number> {
  if ('id' in organization) {
    const id = numberedId(NAME, organization.id, 'company');
    const answer = await send(`company ${id}`, `companies/${id}`, {});
    if (answer === null) throw new VaultRefused('record-not-found', `${NAME} has no company ${id}`);
    const found = answerOf(NAME, z.object({ company }), answer).company;
    if (String(found.id) !== id) throw unreadable(NAME);
    if (found.archived === true) throw new VaultRefused('record-not-found', `${NAME} has archived company ${id}`);
    return found.id;
  }
  const { name } = organization;
  const sought = `company ${quoted(name)}`;
  const found = await pages(send, sought, 'companies', { name }, companyPage);
  return theOne(
    NAME,
    found.filter((each) => each.name === name && each.archived !== true),
    sought,
  ).id;
}

/** Reads pages until one is empty: their size is Hudu's decision. */
async function pages<T extends { readonly id: number }>(
  send: Send,
  sought: string,
  path: string,
  query: Readonly<Record<string, string>>,
  schema: z.ZodType<readonly T[]>,
): Promise<readonly T[]> {
  const found = new Map<number, T>();
  for (let number = 1; number <= MOST_PAGES; number++) {
    const rows = answerOf(NAME, schema, await send(sought, path, { ...query, page: String(number) }));
    const before = found.size;
    for (const row of rows) found.set(row.id, row);
    // Nothing, or nothing new: a version that knows no pages answers the same again.
    if (found.size === before) return [...found.values()];
  }
  throw new Error(`${NAME} answered more than ${MOST_PAGES} pages`);
}

async function sender({ endpoint, secret, now }: Access): Promise<Send> {
  const key = vaultKey(await secret(), 'apiKey');
  const timeLimit = vaultDeadline(NAME, now);
  return async (sought, path, query, body) => {
    const search = new URLSearchParams(query).toString();
    const response = await call({
      system: NAME,
      address: `${endpoint}/api/v1/${path}${search === '' ? '' : `?${search}`}`,
      timeoutMs: timeLimit(),
      method: body === undefined ? 'GET' : 'PUT',
      headers: {
        'x-api-key': key,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    requireSuccess(NAME, response, sought, now());
    return response.json().catch(() => undefined);
  };
}
