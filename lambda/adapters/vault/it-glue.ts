import * as z from 'zod';
import type { Vault } from '../../../config/estate.ts';
import type { VaultName, VaultRecordName } from '../../domain/credential/vault-record.ts';
import { type VaultPreflight, VaultRefused, type VaultWriter } from '../../ports/vault.ts';
import { call } from '../outgoing-call.ts';
import { type Remembered, remembered } from '../remembered.ts';
import { ORGANIZATIONS_KEPT_MS } from './organizations-kept.ts';
import { numberedId, quoted, theOne } from './the-one.ts';
import type { VaultAccess } from './vault-access.ts';
import { vaultDeadline } from './vault-deadline.ts';
import { vaultKey } from './vault-key.ts';
import { requireSuccess } from './vault-status.ts';

const NAME = 'IT Glue';
/** With a body the service answers 415 to any other. */
const JSON_API = 'application/vnd.api+json';
/** The most that a page may hold. */
const PAGE_SIZE = '1000';
/** So many organizations, or passwords of one organization, nobody has. */
const MOST_PAGES = 100;

/**
 * A filter may hold several values with commas between, and what it makes of blanks at the edges and of backslashes is not said: such
 * a name is looked for in the whole list.
 */
const NO_FILTER = /[,\\]|^\s|\s$/;

type Access = VaultAccess<Extract<Vault, { system: 'it-glue' }>>;
type Send = (sought: string, path: string, query: Readonly<Record<string, string>>, body?: object) => Promise<unknown>;

/**
 * Passwords in IT Glue. Nothing asks for a password: looking for a record and changing it are both told not to show it, and the lists
 * that may hold one (of embedded passwords) are read for names and ids alone.
 */
export function itGlue(access: Access): VaultWriter & VaultPreflight {
  const organizations = remembered<string>(access.now, ORGANIZATIONS_KEPT_MS);
  return {
    async write(record, password) {
      const send = await sender(access);
      const id = await findRecord(send, record, organizations);
      const body = { data: { type: 'passwords', attributes: { password } } };
      const answer = answerOf(one, await send(`record ${id}`, `passwords/${id}`, { show_password: 'false' }, body));
      // A receipt may be what lets the password be deleted elsewhere: a success that tells of something else is none.
      if (answer.data.id !== id) throw unreadable();
      return { recordId: id };
    },
    async check(record) {
      return { recordId: await findRecord(await sender(access), record, organizations) };
    },
  };
}

const resource = z.object({
  id: z.string().regex(/^\d+$/),
  attributes: z.object({
    name: z.string(),
    'organization-id': z.coerce.string().optional(),
    archived: z.boolean().nullish(),
  }),
});
const one = z.object({ data: resource });
const page = z.object({
  data: z.array(resource),
  meta: z.object({ 'next-page': z.int().nullable().optional() }).optional(),
});
type Resource = z.output<typeof resource>;

async function findRecord(
  send: Send,
  { organization, record }: VaultRecordName,
  organizations: Remembered<string>,
): Promise<string> {
  const organizationId = await organizations.of(JSON.stringify(organization), () =>
    findOrganization(send, organization),
  );
  const place = `in organization ${organizationId}`;
  if ('name' in record) {
    const sought = `record ${quoted(record.name)} ${place}`;
    const path = `organizations/${organizationId}/relationships/passwords`;
    const found = await named(send, sought, path, record.name, { 'filter[archived]': 'false' });
    return theOne(NAME, found.filter(isOf(organizationId)), sought).id;
  }
  const id = numberedId(NAME, record.id, 'record');
  const { data } = answerOf(one, await send(`record ${id}`, `passwords/${id}`, { show_password: 'false' }));
  if (data.id !== id) throw unreadable();
  // An id that was mistyped names a record of another customer: whoever may see that one would get this password.
  if (!isOf(organizationId)(data)) throw new VaultRefused('record-not-found', `${NAME} has no record ${id} ${place}`);
  if (data.attributes.archived === true)
    throw new VaultRefused('record-not-found', `${NAME} has archived record ${id}`);
  return id;
}

const isOf =
  (organizationId: string) =>
  ({ attributes }: Resource): boolean =>
    attributes['organization-id'] === organizationId;

async function findOrganization(send: Send, organization: VaultName): Promise<string> {
  if ('id' in organization) return numberedId(NAME, organization.id, 'organization');
  const sought = `organization ${quoted(organization.name)}`;
  return theOne(NAME, await named(send, sought, 'organizations', organization.name), sought).id;
}

/** Everything of a list that has exactly this name. Whether the service compares exactly or in part, it does not say. */
async function named(
  send: Send,
  sought: string,
  path: string,
  name: string,
  filter: Readonly<Record<string, string>> = {},
): Promise<readonly Resource[]> {
  const query = { ...filter, ...(NO_FILTER.test(name) ? {} : { 'filter[name]': name }), 'page[size]': PAGE_SIZE };
  const found: Resource[] = [];
  for (let number = 1; number <= MOST_PAGES; number++) {
    const { data, meta } = answerOf(page, await send(sought, path, { ...query, 'page[number]': String(number) }));
    found.push(...data.filter(({ attributes }) => attributes.name === name));
    const next = meta?.['next-page'];
    if (data.length === 0 || next === null) return found;
  }
  throw new Error(`${NAME} answered more than ${MOST_PAGES} pages`);
}

async function sender({ endpoint, secret, now }: Access): Promise<Send> {
  const key = vaultKey(await secret(), 'apiKey');
  const timeLimit = vaultDeadline(NAME, now);
  return async (sought, path, query, body) => {
    const response = await call({
      system: NAME,
      address: `${endpoint}/${path}?${new URLSearchParams(query)}`,
      timeoutMs: timeLimit(),
      method: body === undefined ? 'GET' : 'PATCH',
      headers: { 'x-api-key': key, accept: JSON_API, ...(body === undefined ? {} : { 'content-type': JSON_API }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    requireSuccess(NAME, response, sought, now());
    return response.json().catch(() => undefined);
  };
}

function answerOf<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw unreadable();
  return parsed.data;
}

const unreadable = () => new Error(`${NAME} answered with something that cannot be read`);
