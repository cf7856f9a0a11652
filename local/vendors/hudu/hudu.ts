import { TokenBucket } from '@m365-rotation/loopback';
import { Hono } from 'hono';
import { isSameSecret } from '../../same-secret.ts';
import type { Simulation } from '../simulation.ts';
import type { VaultOrganization, VaultRecord } from '../vault/record-store.ts';
import type { VaultSetting } from '../vault/vault-setting.ts';
import { companiesQuery, passwordPut, passwordsQuery } from './requests.ts';

/** What Hudu's description leaves open, or an administrator decides. What is left out is the harder for whoever calls. */
export interface HuduVariant {
  /** Whether the key has "Access to passwords"; it has, if left out. */
  readonly passwordAccess?: boolean;
  /** Whether a name is compared as a whole; in part, if left out. */
  readonly exactNames?: boolean;
  /** Whether the plain list leaves archived records out; it shows them, if left out. */
  readonly hidesArchived?: boolean;
  /** Whether PUT empties what is left out; it stays, if left out. */
  readonly forgetsOthers?: boolean;
  /** Whether a missing id is answered by 404; by 200 and null, if left out. */
  readonly missingIs404?: boolean;
}

/** 300 requests per minute. */
const LIMIT = { capacity: 300, perSecond: 5 };
const PAGE_SIZE = 25;

/** Ids in the form of Hudu. */
export const huduId = (kind: 'organization' | 'record', nth: number): string =>
  String((kind === 'organization' ? 100 : 4_000) + nth);

const refuse = (status: number, error: string, details?: string): Response =>
  Response.json({ error, ...(details === undefined ? {} : { details }) }, { status });

/** Hudu's service, as far as passwords go: reading companies and records, and changing a password. */
export function hudu(
  { store, key, clock }: VaultSetting,
  { passwordAccess = true, ...open }: HuduVariant = {},
): Simulation {
  const limit = new TokenBucket(LIMIT, clock);
  const missing = () => (open.missingIs404 === true ? refuse(404, 'Not found') : Response.json(null));
  const matches = (wanted: string | undefined, name: string) =>
    wanted === undefined || (open.exactNames === true ? name === wanted : isPart(wanted, name));
  const app = new Hono();
  app.use(async (c, next) => {
    if (!isSameSecret(c.req.header('x-api-key') ?? '', key)) return refuse(401, 'Invalid API key');
    if (limit.take() > 0) return refuse(429, 'Too many requests');
    return next();
  });
  app.get('/api/v1/api_info', () => Response.json({ version: '2.44.0', date: '2026-10-01' }));

  app.get('/api/v1/companies', (c) => {
    const query = companiesQuery.safeParse(c.req.query());
    if (!query.success) return refuse(400, 'The query cannot be read');
    const found = store.organizations().filter(({ name }) => matches(query.data.name, name));
    return Response.json({ companies: pageOf(found, query.data).map(shownCompany) });
  });
  app.get('/api/v1/companies/:id', (c) => {
    const found = store.organizations().find(({ id }) => id === c.req.param('id'));
    return found === undefined ? missing() : Response.json({ company: shownCompany(found) });
  });

  app.use('/api/v1/asset_passwords/*', async (_c, next) => (passwordAccess ? next() : refuse(401, 'Bad credentials')));
  app.get('/api/v1/asset_passwords', (c) => {
    const query = passwordsQuery.safeParse(c.req.query());
    if (!query.success) return refuse(400, 'The query cannot be read');
    const { company_id, name, archived } = query.data;
    const found = store
      .records()
      .filter(
        (each) =>
          (company_id === undefined || each.organizationId === company_id) &&
          matches(name, each.name) &&
          (archived === 'true' ? each.archived : open.hidesArchived !== true || !each.archived),
      );
    return Response.json({ asset_passwords: pageOf(found, query.data).map(shownRecord) });
  });
  app.get('/api/v1/asset_passwords/:id', (c) => {
    const record = store.find(c.req.param('id'));
    return record === undefined ? missing() : Response.json({ asset_password: shownRecord(record) });
  });
  app.put('/api/v1/asset_passwords/:id', async (c) => {
    const put = passwordPut.safeParse(await c.req.json().catch(() => undefined));
    if (!put.success) return refuse(400, 'Parameter missing', 'param is missing or the value is empty: asset_password');
    const record = store.find(c.req.param('id'));
    if (record === undefined) return missing();
    const written = shownRecord(store.write(record.id, put.data.asset_password.password));
    return Response.json({ asset_password: open.forgetsOthers === true ? { ...written, username: null } : written });
  });
  app.all('*', () => refuse(404, 'Not found'));
  return { app, refusal: (status) => refuse(status, 'Try again later') };
}

const isPart = (wanted: string, name: string): boolean => name.toLowerCase().includes(wanted.toLowerCase());

function pageOf<T>(
  all: readonly T[],
  query: { readonly page?: string | undefined; readonly page_size?: string | undefined },
): readonly T[] {
  const size = Math.max(1, Number(query.page_size ?? PAGE_SIZE));
  const page = Math.max(1, Number(query.page ?? 1));
  return all.slice((page - 1) * size, page * size);
}

const shownCompany = ({ id, name, archived }: VaultOrganization) => ({
  id: Number(id),
  slug: `company-${id}`,
  name,
  nickname: '',
  company_type: 'Client',
  parent_company_id: null,
  archived,
});

/** Each answer holds the password, lists too. */
const shownRecord = (record: VaultRecord) => ({
  id: Number(record.id),
  company_id: Number(record.organizationId),
  passwordable_id: null,
  passwordable_type: null,
  name: record.name,
  username: record.username,
  slug: `password-${record.id}`,
  description: null,
  password: record.password,
  otp_secret: null,
  password_type: null,
  url: null,
  updated_at: record.writtenAt ?? '2026-01-01T00:00:00.000Z',
});
