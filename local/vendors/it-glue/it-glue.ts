import { TokenBucket } from '@m365-rotation/loopback';
import { type Context, Hono } from 'hono';
import { isSameSecret } from '../../same-secret.ts';
import type { Simulation } from '../simulation.ts';
import type { VaultOrganization, VaultRecord, VaultStore } from '../vault/record-store.ts';
import type { VaultSetting } from '../vault/vault-setting.ts';
import { isAmong, listing, type Matching, passes } from './listing.ts';
import { answer, JSON_API, malformed, notFound, refuse } from './refusal.ts';
import { organizationsQuery, passwordPatch, passwordQuery, passwordsQuery } from './requests.ts';

/** What IT Glue's documentation leaves open, or an administrator decides. */
export interface ItGlueVariant {
  /** Whether the key has the box "Password Access"; it has, if left out. */
  readonly passwordAccess?: boolean;
  /** `partial` if left out. */
  readonly matching?: Matching;
  /** Whether lists show passwords, as the documentation's example does; they do not, if left out. */
  readonly listsShowPasswords?: boolean;
}

/** 3000 requests in 5 minutes. */
const LIMIT = { capacity: 3_000, perSecond: 10 };

/** Ids in the form of IT Glue: 16 digits, more than a number of JSON holds exactly (itglue/powershellwrapper#84 shows one). */
export const itGlueId = (kind: 'organization' | 'record', nth: number): string =>
  String((kind === 'organization' ? 9_954_000_000_000_000n : 1_022_390_000_000_000n) + BigInt(nth));

/** IT Glue's service, as far as passwords go: reading organizations and records, and changing a password. */
export function itGlue(
  { store, key, clock }: VaultSetting,
  { passwordAccess = true, matching = 'partial', listsShowPasswords = false }: ItGlueVariant = {},
): Simulation {
  const limit = new TokenBucket(LIMIT, clock);
  const app = new Hono();
  app.use(async (c, next) => {
    if (!isSameSecret(c.req.header('x-api-key') ?? '', key)) return refuse(401, 'API key is not valid');
    if (limit.take() > 0) return refuse(429, 'Too many requests');
    return next();
  });

  app.get('/organizations', (c) => {
    const query = organizationsQuery.safeParse(c.req.query());
    if (!query.success) return malformed('The query');
    const { 'filter[id]': ids, 'filter[name]': name } = query.data;
    const found = store.organizations().filter((each) => isAmong(ids, each.id) && passes(matching, name, each.name));
    return listing(found, query.data, shownOrganization);
  });
  app.get('/organizations/:id', (c) => {
    const found = store.organizations().find(({ id }) => id === c.req.param('id'));
    return found === undefined ? notFound() : answer({ data: shownOrganization(found) });
  });

  const shown = (record: VaultRecord, showsPassword: boolean) =>
    shownRecord(store, record, showsPassword && passwordAccess);
  const list = (c: Context, organizationId?: string): Response => {
    const query = passwordsQuery.safeParse(c.req.query());
    if (!query.success) return malformed('The query');
    const { data } = query;
    const wanted = archivedOf(data['filter[archived]']);
    const found = store
      .records()
      .filter(
        (each) =>
          (organizationId === undefined || each.organizationId === organizationId) &&
          isAmong(data['filter[organization_id]'], each.organizationId) &&
          isAmong(data['filter[id]'], each.id) &&
          passes(matching, data['filter[name]'], each.name) &&
          (wanted === undefined || each.archived === wanted),
      );
    return listing(found, data, (each) => shown(each, listsShowPasswords));
  };
  app.get('/passwords', (c) => list(c));
  app.get('/organizations/:id/relationships/passwords', (c) => {
    const { id } = c.req.param();
    return store.organizations().some((each) => each.id === id) ? list(c, id) : notFound();
  });

  app.get('/passwords/:id', (c) => {
    const query = passwordQuery.safeParse(c.req.query());
    if (!query.success) return malformed('The query');
    const record = store.find(c.req.param('id'));
    if (record === undefined) return notFound();
    // The default is to show it.
    return answer({ data: shown(record, query.data.show_password !== 'false') });
  });
  app.patch('/passwords/:id', async (c) => {
    if (c.req.header('content-type')?.startsWith(JSON_API) !== true) return refuse(415, 'Unsupported media type');
    const query = passwordQuery.safeParse(c.req.query());
    if (!query.success) return malformed('The query');
    const patch = passwordPatch.safeParse(await c.req.json().catch(() => undefined));
    if (!patch.success) return refuse(422, 'The password cannot be changed so');
    const record = store.find(c.req.param('id'));
    if (record === undefined) return notFound();
    // As seen in itglue/automation#32.
    if (!passwordAccess) return refuse(403, 'Cannot PATCH Password');
    const written = store.write(record.id, patch.data.data.attributes.password);
    // The default is not to show it.
    return answer({ data: shown(written, query.data.show_password === 'true') });
  });
  app.all('*', notFound);
  return { app, refusal: (status) => refuse(status, 'Try again later') };
}

const archivedOf = (text: string | undefined): boolean | undefined =>
  text === undefined ? undefined : text === 'true' || text === '1';

const shownOrganization = ({ id, name }: VaultOrganization) => ({
  id,
  type: 'organizations',
  attributes: { name, alert: null, description: null, 'short-name': null, primary: false },
  relationships: {},
});

function shownRecord(store: VaultStore, record: VaultRecord, showsPassword: boolean) {
  const organization = store.organizations().find(({ id }) => id === record.organizationId);
  return {
    id: record.id,
    type: 'passwords',
    attributes: {
      'organization-id': Number(record.organizationId),
      'organization-name': organization?.name ?? null,
      'resource-url': `https://northwind.itglue.com/${record.organizationId}/passwords/${record.id}`,
      restricted: false,
      archived: record.archived,
      name: record.name,
      username: record.username,
      ...(showsPassword ? { password: record.password } : {}),
      url: null,
      notes: null,
      'password-updated-at': record.writtenAt ?? null,
      'updated-at': record.writtenAt ?? null,
      'password-category-id': null,
      'resource-id': null,
      'resource-type': null,
    },
    relationships: {},
  };
}
