import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { isSameSecret } from '../../same-secret.ts';
import type { Simulation } from '../simulation.ts';
import type { VaultOrganization, VaultRecord } from '../vault/record-store.ts';
import type { VaultSetting } from '../vault/vault-setting.ts';
import { filterOf, patchSchema } from './requests.ts';

interface Field {
  readonly id: string;
  readonly type: 'STRING' | 'CONCEALED' | 'TOTP';
  readonly purpose?: 'USERNAME' | 'PASSWORD' | 'NOTES';
  readonly label?: string;
  readonly value?: string;
}

/** What the description leaves open, or an administrator decides. What is left out is the harder for whoever calls. */
export interface ConnectVariant {
  /** Whether the token may write; it may, if left out. */
  readonly mayWrite?: boolean;
  /** Ids of the vaults that the token may open; all, if left out. */
  readonly opens?: readonly string[];
  /** Whether a filter compares letters as they are; as SCIM does, small and capital letters alike, if left out. */
  readonly exactNames?: boolean;
  /** Fields of an item; those of a Login, if left out. */
  readonly fields?: (record: VaultRecord) => readonly Field[];
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Ids in the form of 1Password: 26 small letters and digits. */
export const onePasswordId = (kind: 'organization' | 'record', nth: number): string =>
  [...createHash('sha256').update(`${kind} ${nth}`).digest().subarray(0, 26)].map((byte) => BASE32[byte % 32]).join('');

const refuse = (status: number, message: string): Response => Response.json({ status, message }, { status });

/** A 1Password Connect server, as far as passwords of items go. As there, an item that is read or changed is answered with its password. */
export function onePasswordConnect(
  { store, key }: VaultSetting,
  { mayWrite = true, opens, exactNames = false, fields = loginFields }: ConnectVariant = {},
): Simulation {
  const opened = () => store.organizations().filter(({ id }) => opens === undefined || opens.includes(id));
  const itemsIn = (vaultId: string) => store.records().filter(({ organizationId }) => organizationId === vaultId);
  const matching = (wanted: string | undefined) => (name: string) =>
    wanted === undefined || (exactNames ? name === wanted : name.toLowerCase() === wanted.toLowerCase());
  const app = new Hono();
  app.use('/v1/*', async (c, next) =>
    isSameSecret(c.req.header('authorization') ?? '', `Bearer ${key}`) ? next() : refuse(401, 'Invalid bearer token'),
  );
  app.get('/v1/vaults', (c) => {
    const filter = filterOf('name', c.req.query());
    if (filter === undefined) return refuse(400, 'Invalid filter');
    return Response.json(
      opened()
        .filter(({ name }) => matching(filter.wanted)(name))
        .map(shownVault),
    );
  });

  const notFound = () => refuse(404, 'Vault not found');
  const inVault = (
    c: Context,
    answer: (vault: VaultOrganization) => Response | Promise<Response>,
    closed = () => refuse(403, 'Unauthorized to access vault'),
  ) => {
    const vault = store.organizations().find(({ id }) => id === c.req.param('vault'));
    if (vault === undefined) return notFound();
    return opened().includes(vault) ? answer(vault) : closed();
  };
  app.get('/v1/vaults/:vault', (c) => inVault(c, (vault) => Response.json(shownVault(vault))));
  app.get('/v1/vaults/:vault/items', (c) => {
    const list = ({ id }: VaultOrganization) => {
      const filter = filterOf('title', c.req.query());
      if (filter === undefined) return refuse(400, 'Invalid filter');
      return Response.json(
        itemsIn(id)
          .filter(({ name }) => matching(filter.wanted)(name))
          .map(shownItem),
      );
    };
    return inVault(c, list, notFound); // a list knows no 403
  });

  const withItem = (c: Context, answer: (record: VaultRecord) => Response | Promise<Response>) =>
    inVault(c, ({ id }) => {
      const record = itemsIn(id).find((each) => each.id === c.req.param('item'));
      return record === undefined ? refuse(404, 'Item not found') : answer(record);
    });
  const full = (record: VaultRecord) => ({ ...shownItem(record), sections: [], fields: fields(record) });
  app.get('/v1/vaults/:vault/items/:item', (c) => withItem(c, (record) => Response.json(full(record))));
  app.patch('/v1/vaults/:vault/items/:item', (c) =>
    withItem(c, async (record) => {
      if (!mayWrite) return refuse(403, 'Token does not have permission to perform update on vault');
      const patch = patchSchema.safeParse(await c.req.json().catch(() => undefined));
      if (!patch.success) return refuse(400, 'Invalid patch');
      const [change] = patch.data;
      if (change === undefined) return Response.json(full(record)); // the item is unmodified
      const changed = fields(record).find(({ id }) => `/fields/${pointerPart(id)}/value` === change.path);
      if (changed === undefined) return refuse(400, 'Invalid path');
      return Response.json(full(store.write(record.id, change.value)));
    }),
  );
  app.all('*', () => refuse(404, 'Not found'));
  return { app, refusal: (status) => refuse(status, 'The server cannot answer now') };
}

const pointerPart = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');

const loginFields = ({ username, password }: VaultRecord): readonly Field[] => [
  { id: 'username', type: 'STRING', purpose: 'USERNAME', label: 'username', value: username },
  { id: 'password', type: 'CONCEALED', purpose: 'PASSWORD', label: 'password', value: password },
  { id: 'notesPlain', type: 'STRING', purpose: 'NOTES', label: 'notesPlain' },
];

const FILLED = '2026-01-01T00:00:00Z';

const shownVault = ({ id, name }: VaultOrganization) => ({
  id,
  name,
  attributeVersion: 1,
  contentVersion: 1,
  type: 'USER_CREATED',
  createdAt: FILLED,
  updatedAt: FILLED,
});

/** Without fields, as lists have it. */
const shownItem = ({ id, name, organizationId, archived, writes, writtenAt }: VaultRecord) => ({
  id,
  title: name,
  vault: { id: organizationId },
  category: 'LOGIN',
  version: 1 + writes,
  ...(archived ? { state: 'ARCHIVED' } : {}),
  createdAt: FILLED,
  updatedAt: writtenAt ?? FILLED,
});
