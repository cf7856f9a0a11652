import * as z from 'zod';
import type { Vault } from '../../../config/estate.ts';
import type { VaultName } from '../../domain/credential/vault-record.ts';
import { type VaultPreflight, VaultRefused, type VaultWriter } from '../../ports/vault.ts';
import { call, letGo } from '../outgoing-call.ts';
import { quoted, theOne } from './the-one.ts';
import type { VaultAccess } from './vault-access.ts';
import { answerOf, unreadable } from './vault-answer.ts';
import { vaultDeadline } from './vault-deadline.ts';
import { vaultKey } from './vault-key.ts';
import { requireSuccess } from './vault-status.ts';

const NAME = '1Password Connect';

/** Ids of vaults and items. */
const ID = /^[\da-z]{26}$/;

type Access = VaultAccess<Extract<Vault, { system: '1password-connect' }>>;

/**
 * Items in a vault behind a 1Password Connect server.
 *
 * A field is changed by its id, and only the item itself tells the ids of its fields: it is read before it is written, and both
 * answers hold passwords in plain text, which the API cannot leave out. R4 holds because ids, types and purposes are all that leaves the
 * parsing of the first answer, and the id of the item all that leaves the second; nothing of either is logged or repeated by an error.
 *
 * `check` reads no item. Lists have no fields, so whether the item has one password is seen when it is written. An empty list of changes,
 * by which the API leaves an item as it is, tells whether the token may write; of that answer only the status is looked at.
 */
export function onePasswordConnect(access: Access): VaultWriter & VaultPreflight {
  return {
    async write({ organization, record }, password) {
      const send = await sender(access);
      const vaultId = await findVault(send, organization);
      const id = await findItem(send, vaultId, record);
      const path = `vaults/${vaultId}/items/${id}`;
      const item = answerOf(NAME, itemSchema, await send(`item ${id}`, path).then(jsonOf));
      if (item.id !== id) throw unreadable(NAME);
      const field = `/fields/${pointerPart(passwordField(item))}/value`;
      const answer = await send(`item ${id}`, path, [{ op: 'replace', path: field, value: password }]);
      // A receipt may be what lets the password be deleted elsewhere: whatever else answers 200, such as a proxy, gives none.
      if (answerOf(NAME, z.object({ id: z.string() }), await jsonOf(answer)).id !== id) throw unreadable(NAME);
      return { recordId: id };
    },
    async check({ organization, record }) {
      const send = await sender(access);
      const vaultId = await findVault(send, organization);
      const id = await findItem(send, vaultId, record);
      await letGo(await send(`item ${id}`, `vaults/${vaultId}/items/${id}`, []));
      return { recordId: id };
    },
  };
}

/** Left out: the item is in use. Otherwise it is archived, or deleted. */
const state = z.string().optional();
const listSchema = z.array(z.object({ id: z.string().regex(ID), title: z.string().default(''), state }));
const vaultsSchema = z.array(z.object({ id: z.string().regex(ID), name: z.string().default('') }));

/** What is kept of an item that was read: where its password goes. */
const itemSchema = z.object({
  id: z.string(),
  state,
  fields: z.array(z.object({ id: z.string().min(1), type: z.string(), purpose: z.string().default('') })).default([]),
});

async function findVault(send: Send, organization: VaultName): Promise<string> {
  if ('id' in organization) return wellFormed(organization.id, 'vault');
  const { name } = organization;
  const sought = `vault ${quoted(name)} that the token may open`;
  const query = new URLSearchParams({ filter: `name eq ${JSON.stringify(name)}` });
  const vaults = answerOf(NAME, vaultsSchema, await send(sought, `vaults?${query}`).then(jsonOf));
  return theOne(
    NAME,
    vaults.filter((each) => each.name === name),
    sought,
  ).id;
}

/** The item with this id, or the one with this title among those in use. Lists tell ids and titles, and no password. */
async function findItem(send: Send, vaultId: string, record: VaultName): Promise<string> {
  if ('id' in record) return wellFormed(record.id, 'item');
  const sought = `item ${quoted(record.name)} in vault ${vaultId}`;
  const query = new URLSearchParams({ filter: `title eq ${JSON.stringify(record.name)}` });
  const items = answerOf(NAME, listSchema, await send(sought, `vaults/${vaultId}/items?${query}`).then(jsonOf));
  return theOne(
    NAME,
    items.filter((item) => item.title === record.name && item.state === undefined),
    sought,
  ).id;
}

/** The field with the purpose of a password; where none has it, the one that is concealed. */
function passwordField({ id, state, fields }: z.output<typeof itemSchema>): string {
  if (state !== undefined) throw new VaultRefused('record-not-found', `${NAME} has item ${id} in its archive alone`);
  const meant = fields.filter(({ purpose }) => purpose === 'PASSWORD');
  const candidates = meant.length > 0 ? meant : fields.filter(({ type }) => type === 'CONCEALED');
  const [field] = candidates;
  if (field !== undefined && candidates.length === 1 && fields.filter((each) => each.id === field.id).length === 1) {
    return field.id;
  }
  const number = candidates.length === 0 ? 'no password field' : `${candidates.length} password fields`;
  throw new VaultRefused('vault-refused', `${NAME} has ${number} in item ${id}: it needs one, as a Login has`);
}

/** @throws {VaultRefused} it is no id: it would be part of another address */
function wellFormed(id: string, what: string): string {
  if (ID.test(id)) return id;
  throw new VaultRefused(
    'record-not-found',
    `${NAME} has no ${what} ${quoted(id)}: its ids are 26 letters and digits. A name stands under name, not under id`,
  );
}

/** One part of a JSON pointer (RFC 6901, section 3). */
const pointerPart = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** Gives successes alone. @param changes  JSON Patch (RFC 6902); left out: it only reads */
type Send = (sought: string, path: string, changes?: readonly object[]) => Promise<Response>;

async function sender({ endpoint, secret, now }: Access): Promise<Send> {
  const token = vaultKey(await secret(), 'token');
  const timeLimit = vaultDeadline(NAME, now);
  return async (sought, path, changes) => {
    const response = await call({
      system: NAME,
      address: `${endpoint}/v1/${path}`,
      timeoutMs: timeLimit(),
      method: changes === undefined ? 'GET' : 'PATCH',
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(changes === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(changes === undefined ? {} : { body: JSON.stringify(changes) }),
    });
    requireSuccess(NAME, response, sought, now());
    return response;
  };
}

/** What the parser says of a text that is no JSON would quote it. */
const jsonOf = (response: Response): Promise<unknown> => response.json().catch(() => undefined);
