import * as z from 'zod';
import type { Vault } from '../../../config/estate.ts';
import type { VaultName, VaultRecordName } from '../../domain/credential/vault-record.ts';
import type { VaultPreflight, VaultWriter } from '../../ports/vault.ts';
import { call } from '../outgoing-call.ts';
import { type Remembered, remembered } from '../remembered.ts';
import { ORGANIZATIONS_KEPT_MS } from './organizations-kept.ts';
import { numberedId, quoted, theOne } from './the-one.ts';
import type { VaultAccess } from './vault-access.ts';
import { answerOf, unreadable } from './vault-answer.ts';
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
 * A filter may hold several values with commas between, where a backslash before a comma is said to help (b-loyola/itglue-py#7); what it
 * makes of blanks at the edges is not said. Such a name is looked for in the whole list.
 */
const NO_FILTER = /[,\\]|^\s|\s$/;

type Access = VaultAccess<Extract<Vault, { system: 'it-glue' }>>;
type Send = (sought: string, path: string, query: Readonly<Record<string, string>>, body?: object) => Promise<unknown>;

/**
 * Passwords in IT Glue. Nothing asks for a password: lists do not show it, but for embedded ones at times, so they are read for names and
 * ids alone; changing it is told not to show it.
 */
export function itGlue(access: Access): VaultWriter & VaultPreflight {
  const organizations = remembered<string>(access.now, ORGANIZATIONS_KEPT_MS);
  return {
    async write(record, password) {
      const send = await sender(access);
      const id = await findRecord(send, record, organizations);
      const body = { data: { type: 'passwords', attributes: { password } } };
      const answer = answerOf(
        NAME,
        one,
        await send(`record ${id}`, `passwords/${id}`, { show_password: 'false' }, body),
      );
      // A receipt may be what lets the password be deleted elsewhere: a success that tells of something else is none.
      if (answer.data.id !== id) throw unreadable(NAME);
      return { recordId: id };
    },
    async check(record) {
      return { recordId: await findRecord(await sender(access), record, organizations) };
    },
  };
}

const resource = z.object({
  id: z.string().regex(/^\d+$/),
  attributes: z.object({ name: z.string(), 'organization-id': z.number().optional() }),
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
  // Within the organization: an id that was mistyped names a record of another customer, and whoever may see that would get this password.
  const path = `organizations/${organizationId}/relationships/passwords`;
  const filter = { 'filter[archived]': 'false' };
  const sought = `record ${'id' in record ? record.id : quoted(record.name)} in organization ${organizationId}`;
  const found =
    'name' in record
      ? await named(send, sought, path, record.name, filter)
      : await withId(send, sought, path, numberedId(NAME, record.id, 'record'), filter);
  return theOne(NAME, found.filter(isOf(organizationId)), sought).id;
}

/** Such ids may be larger than what numbers of JSON hold exactly. Ids of resources are texts, and exact. */
const isOf =
  (organizationId: string) =>
  ({ attributes }: Resource): boolean =>
    attributes['organization-id'] === Number(organizationId);

async function findOrganization(send: Send, organization: VaultName): Promise<string> {
  if ('id' in organization) return numberedId(NAME, organization.id, 'organization');
  const sought = `organization ${quoted(organization.name)}`;
  return theOne(NAME, await named(send, sought, 'organizations', organization.name), sought).id;
}

type Query = Readonly<Record<string, string>>;

/** Everything of a list that has exactly this name. Whether the service compares exactly or in part, it does not say. */
async function named(
  send: Send,
  sought: string,
  path: string,
  name: string,
  filter: Query = {},
): Promise<readonly Resource[]> {
  const query = { ...filter, ...(NO_FILTER.test(name) ? {} : { 'filter[name]': name }) };
  return (await pages(send, sought, path, query)).filter(({ attributes }) => attributes.name === name);
}

const withId = async (send: Send, sought: string, path: string, id: string, filter: Query) =>
  (await pages(send, sought, path, { ...filter, 'filter[id]': id })).filter((each) => each.id === id);

async function pages(send: Send, sought: string, path: string, query: Query): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  for (let number = 1; number <= MOST_PAGES; number++) {
    const paging = { 'page[size]': PAGE_SIZE, 'page[number]': String(number) };
    const { data, meta } = answerOf(NAME, page, await send(sought, path, { ...query, ...paging }));
    found.push(...data);
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
