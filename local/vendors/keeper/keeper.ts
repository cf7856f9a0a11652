import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { Simulation } from '../simulation.ts';
import type { VaultRecord } from '../vault/record-store.ts';
import type { VaultSetting } from '../vault/vault-setting.ts';
import { type Device, deviceOf, SERVER_KEY_ID } from './device.ts';
import { decrypted, encrypted, isSignedBy, receivedKey } from './encryption.ts';

/** What Keeper leaves open, or an administrator decides. What is left out is the harder for whoever calls. */
export interface KeeperVariant {
  /** Whether the application may edit; it may, if left out. */
  readonly mayEdit?: boolean;
  /** Whether the device was removed; it is there, if left out. */
  readonly isRevoked?: () => boolean;
  /** Number of the server's key now; the one in the config, if left out. */
  readonly keyId?: () => number;
  /** What a record holds; a Login, if left out. A text stands for itself, whether it is JSON or not. */
  readonly content?: (record: VaultRecord) => unknown;
  /** Told of what a record holds after a change. */
  readonly onChange?: (content: unknown) => void;
}

/** Ids in the form of Keeper: 16 bytes in base64url, of which the first is no dash. */
export const keeperUid = (kind: 'organization' | 'record', nth: number): string => {
  const bytes = createHash('sha256').update(`${kind} ${nth}`).digest().subarray(0, 16);
  return Buffer.from(bytes.with(0, (bytes[0] ?? 0) & 0x7f)).toString('base64url');
};

/** Per device and path. The count ends after so long a silence, not after so long a time. */
const LIMIT = { requests: 100, silenceMs: 10_000 };

const common = { clientVersion: z.string().regex(/^ms\d+\.\d+\.\d+$/), clientId: z.string() };
const getSchema = z.strictObject({ ...common, requestedRecords: z.array(z.string()).optional() });
const updateSchema = z.strictObject({ ...common, recordUid: z.string(), data: z.base64url(), revision: z.int() });
/** Status and codes as far as the SDK tells them; those of refusals that it does not look at are assumed. */
const refuse = (status: number, error: string, more: object = {}): Response =>
  Response.json({ error, message: 'refused', ...more }, { status });
const throttled = () => refuse(403, 'throttled');

/** Keeper's service for Secrets Manager, as far as reading and changing records go. It is given texts that it could not read itself. */
export function keeper({ store, key, clock }: VaultSetting, variant: KeeperVariant = {}): Simulation {
  const { mayEdit = true, isRevoked = () => false, keyId = () => SERVER_KEY_ID, content = login } = variant;
  const device = deviceOf(key);
  const asked = new Map<string, { readonly count: number; readonly at: number }>();
  const takes = (path: string) => {
    const before = asked.get(path);
    const at = clock.now().getTime();
    const count = before === undefined || at - before.at > LIMIT.silenceMs ? 1 : before.count + 1;
    asked.set(path, { count, at });
    return count <= LIMIT.requests;
  };
  const kept = new Map<string, unknown>();
  const contentOf = (record: VaultRecord) => withPassword(kept.get(record.id) ?? content(record), record);
  const keyOf = (id: string) => createHash('sha256').update(`${key} ${id}`).digest();

  const shownRecord = (record: VaultRecord) => ({
    recordUid: record.id,
    recordKey: encrypted(keyOf(record.id), keyOf(record.organizationId)).toString('base64'),
    data: encrypted(Buffer.from(textOf(contentOf(record))), keyOf(record.id)).toString('base64'),
    revision: 1 + record.writes,
    isEditable: mayEdit,
    files: [],
    innerFolderUid: null,
  });
  const read = ({ requestedRecords }: z.output<typeof getSchema>) => ({
    appData: encrypted(Buffer.from('{"title":"M365 rotation","type":"app"}'), device.appKey).toString('base64url'),
    folders: store.organizations().flatMap(({ id, archived }) => {
      const records = store
        .records()
        .filter(({ organizationId, archived: away }) => organizationId === id && !away)
        .filter((record) => requestedRecords?.includes(record.id) ?? true);
      if (archived || records.length === 0) return [];
      const folderKey = encrypted(keyOf(id), device.appKey).toString('base64');
      return [{ folderUid: id, folderKey, data: '', parent: '', records: records.map(shownRecord) }];
    }),
    records: [],
    expiresOn: 0,
    warnings: [],
  });
  const update = ({ recordUid, data, revision }: z.output<typeof updateSchema>): Response | undefined => {
    const record = store.find(recordUid);
    if (record === undefined || !mayEdit) return refuse(403, 'access_denied');
    if (revision !== 1 + record.writes) return refuse(400, 'bad_request');
    const changed: unknown = JSON.parse(decrypted(Buffer.from(data, 'base64url'), keyOf(recordUid)).toString());
    const password = passwordIn(changed);
    if (password === undefined) return refuse(400, 'bad_request');
    kept.set(recordUid, changed);
    store.write(recordUid, password);
    variant.onChange?.(changed);
    return undefined;
  };

  const app = new Hono();
  const answering = (path: string, answer: (asked: unknown) => unknown) =>
    app.post(`/api/rest/sm/v1/${path}`, async (c) => {
      if (c.req.header('publickeyid') !== String(keyId())) return refuse(401, 'key', { key_id: keyId() });
      const request = await readRequest(c, device);
      if (request === undefined) return refuse(401, 'access_denied');
      const { clientId } = z.object({ clientId: z.string() }).parse(request.payload);
      if (isRevoked() || clientId !== device.clientId) return refuse(403, 'access_denied');
      if (!takes(path)) return throttled();
      const answered = answer(request.payload);
      if (answered instanceof Response) return answered;
      if (answered === undefined) return new Response('', { status: 200 });
      return c.body(new Uint8Array(encrypted(Buffer.from(JSON.stringify(answered)), request.transmissionKey)));
    });
  answering('get_secret', (payload) => parsed(getSchema, payload, read));
  answering('update_secret', (payload) => parsed(updateSchema, payload, update));
  app.all('*', () => refuse(404, 'bad_request'));
  return { app, refusal: (status) => (status === 429 ? throttled() : refuse(status, 'server_error')) };
}

function parsed<T>(schema: z.ZodType<T>, payload: unknown, answer: (payload: T) => unknown): unknown {
  const known = schema.safeParse(payload);
  return known.success ? answer(known.data) : refuse(400, 'bad_request');
}

/** Decrypts a request, and sees that the device has signed it. @returns `undefined`: it is none of the device's */
async function readRequest(c: Context, { server, client }: Device) {
  try {
    const sentKey = Buffer.from(c.req.header('transmissionkey') ?? '', 'base64');
    const body = Buffer.from(await c.req.arrayBuffer());
    const signature = Buffer.from((c.req.header('authorization') ?? '').replace(/^Signature /, ''), 'base64');
    if (!isSignedBy(client, Buffer.concat([sentKey, body]), signature)) return undefined;
    const transmissionKey = receivedKey(sentKey, server);
    const payload: unknown = JSON.parse(decrypted(body, transmissionKey).toString());
    return { transmissionKey, payload };
  } catch {
    return undefined;
  }
}

const textOf = (content: unknown): string => (typeof content === 'string' ? content : JSON.stringify(content));

const login = ({ name, username }: VaultRecord) => ({
  title: name,
  type: 'login',
  fields: [
    { type: 'login', value: [username] },
    { type: 'password', value: [] },
    { type: 'url', value: [] },
  ],
  custom: [],
});

interface PasswordField {
  readonly type: 'password';
  value: unknown;
}
const isPassword = (field: unknown): field is PasswordField =>
  typeof field === 'object' && field !== null && 'type' in field && field.type === 'password';

const passwordsIn = (content: unknown): readonly PasswordField[] =>
  typeof content === 'object' && content !== null && 'fields' in content && Array.isArray(content.fields)
    ? content.fields.filter(isPassword)
    : [];

/** As people see it. */
function passwordIn(content: unknown): string | undefined {
  const value = z.tuple([z.string()]).safeParse(passwordsIn(content)[0]?.value);
  return value.data?.[0];
}

/** What a record holds, with the password that the vault has for it. Nothing else of it changes, whatever it is. */
function withPassword(content: unknown, { password }: VaultRecord): unknown {
  if (typeof content === 'string') return content;
  const copy: unknown = JSON.parse(JSON.stringify(content));
  for (const field of passwordsIn(copy)) field.value = [password];
  return copy;
}
