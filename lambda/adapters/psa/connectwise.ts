import * as z from 'zod';
import type { Psa } from '../../../config/estate.ts';
import { oneLine, printableLines } from '../../domain/text/printable.ts';
import { isolated } from '../../domain/text/safe-line.ts';
import type { Ticket, TicketSystem } from '../../ports/tickets.ts';
import { secretFields } from '../aws/secrets-manager/secret-content.ts';
import type { SendCall } from '../outgoing-call.ts';
import type { PsaAccess } from './psa-access.ts';

/** What the PSA's secret holds. */
const keysSchema = z.object({
  companyId: z.string().min(1),
  publicKey: z.string().min(1),
  privateKey: z.string().min(1),
  clientId: z.string().min(1),
});
type Connection = z.output<typeof keysSchema> & { readonly endpoint: string; readonly send: SendCall };

/** Pinned, so that an upgrade of the service changes nothing here. */
const ACCEPT = 'application/vnd.connectwise.com+json; version=2025.16';
const TIMEOUT_MS = 15_000;
const LONGEST_SUMMARY = 100;

/**
 * Tickets in ConnectWise PSA. The key is stored as `externalXRef` and searched first, since creating has no idempotency
 * of its own: a create whose answer got lost is found at the next try.
 */
export function connectWise({
  endpoint,
  secret,
  send,
  psa: { board },
}: PsaAccess<Extract<Psa, { system: 'connectwise' }>>): Pick<TicketSystem, 'create'> {
  return {
    async create(ticket) {
      const connection = { ...parseKeys(await secret()), endpoint, send };
      return (await findByKey(connection, ticket.key)) ?? (await createTicket(connection, ticket, board));
    },
  };
}

function parseKeys(content: string): z.output<typeof keysSchema> {
  const fields = secretFields(content);
  const names = keysSchema.keyof().options;
  const twice = names.find((name) => fields?.isTwice(name));
  if (twice !== undefined) throw new Error(`the secret of the PSA has ${twice} twice`);
  const parsed = keysSchema.safeParse(Object.fromEntries(names.map((name) => [name, fields?.text(name)])));
  if (!parsed.success) {
    throw new Error('the secret of the PSA must be JSON with companyId, publicKey, privateKey and clientId');
  }
  return parsed.data;
}

async function findByKey(connection: Connection, key: string): Promise<string | undefined> {
  if (!/^[\w:.-]{1,100}$/.test(key)) throw new Error('a ticket key must be up to 100 letters, digits, and : . _ -');
  const query = new URLSearchParams({ conditions: `externalXRef="${key}"`, fields: 'id', pageSize: '1' });
  const found = z.array(z.object({ id: z.number() })).safeParse(await request(connection, `service/tickets?${query}`));
  if (!found.success)
    throw new Error('ConnectWise answered the search for a ticket with something that cannot be read');
  return found.data[0] === undefined ? undefined : String(found.data[0].id);
}

async function createTicket(connection: Connection, ticket: Ticket, board: string | undefined): Promise<string> {
  const answer = await request(connection, 'service/tickets', {
    summary: oneLine(ticket.summary, LONGEST_SUMMARY),
    company: { identifier: ticket.company },
    ...(board === undefined ? {} : { board: { name: board } }),
    externalXRef: ticket.key,
    // Internal: notes of other kinds are mailed to the customer's contacts by the board's rules.
    initialInternalAnalysis: isolated(printableLines(ticket.body)),
    automaticEmailContactFlag: false,
    automaticEmailResourceFlag: false,
  });
  const created = z.object({ id: z.number() }).safeParse(answer);
  if (!created.success) throw new Error('ConnectWise answered a new ticket with something that cannot be read');
  return String(created.data.id);
}

async function request(connection: Connection, path: string, body?: object): Promise<unknown> {
  const { companyId, publicKey, privateKey, clientId } = connection;
  const response = await connection.send({
    system: 'ConnectWise',
    address: `${connection.endpoint}/v4_6_release/apis/3.0/${path}`,
    timeoutMs: TIMEOUT_MS,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: ACCEPT,
      authorization: `Basic ${Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64')}`,
      clientId,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Error(`ConnectWise answered ${response.status}${codesOf(json)}`);
  return json;
}

const word = z
  .string()
  .regex(/^[\w./-]{1,80}$/)
  .catch('?');
const refusalSchema = z.object({
  code: word,
  errors: z
    .array(z.object({ code: word, field: word }))
    .catch([])
    .default([]),
});

/** What is wrong, by codes and names of fields: enough to correct the estate, and nothing of what was sent. */
function codesOf(json: unknown): string {
  const refusal = refusalSchema.safeParse(json);
  if (!refusal.success) return '';
  const details = refusal.data.errors.map(({ code, field }) => `${field} ${code}`).join(', ');
  return ` ${refusal.data.code}${details === '' ? '' : ` (${details})`}`;
}
