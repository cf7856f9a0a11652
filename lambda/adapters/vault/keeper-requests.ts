import type { SecretManagerOptions } from '@keeper-security/secrets-manager-core';
import * as z from 'zod';
import { VaultBusy, VaultRefused } from '../../ports/vault.ts';
import { call } from '../outgoing-call.ts';
import { vaultDeadline } from './vault-deadline.ts';

/** How often the SDK may repeat one request because the server names another of its keys: it would go on for ever. */
const MOST_KEYS = 2;

type Query = NonNullable<SecretManagerOptions['queryFunction']>;

/**
 * Sends what the SDK has encrypted, in place of the SDK: to the address of the deployment and to no other, within a time limit, following no
 * redirect. Refusals end here: the SDK would sleep for minutes where it is throttled, and make errors out of answers.
 */
export function keeperRequests(endpoint: string, now: () => Date): Query {
  const timeLimit = vaultDeadline('Keeper', now);
  let keys = 0;
  return async (url, { publicKeyId, encryptedKey }, { payload, signature }) => {
    const response = await call({
      system: 'Keeper',
      address: `${endpoint}${new URL(url).pathname}`,
      timeoutMs: timeLimit(),
      method: 'POST',
      headers: {
        'content-type': 'application/octet-stream',
        publickeyid: String(publicKeyId),
        transmissionkey: Buffer.from(encryptedKey).toString('base64'),
        authorization: `Signature ${Buffer.from(signature).toString('base64')}`,
      },
      body: new Uint8Array(payload),
    });
    const body = await response.arrayBuffer().catch(() => undefined);
    if (body === undefined) throw new Error('Keeper did not answer');
    const data = new Uint8Array(body);
    if (response.status === 200) return { statusCode: 200, headers: {}, data };
    const refusal = refusalIn(data);
    // The server has changed its key: the SDK encrypts anew, for the key that the answer names.
    if (refusal.code === 'key' && ++keys <= MOST_KEYS) return { statusCode: response.status, headers: {}, data };
    throw errorOf(response.status, refusal);
  };
}

const codeSchema = z
  .string()
  .regex(/^[a-z]+(_[a-z]+)*$/)
  .max(40);
const refusalSchema = z.object({
  result_code: codeSchema.optional().catch(undefined),
  error: codeSchema.optional().catch(undefined),
  retry_after: z.coerce.number().positive().max(86_400).optional().catch(undefined),
});

interface Refusal {
  /** Left out: the answer names none. */
  readonly code?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

function refusalIn(data: Uint8Array): Refusal {
  try {
    const parsed = refusalSchema.safeParse(JSON.parse(Buffer.from(data).toString()));
    return parsed.success
      ? { code: parsed.data.result_code ?? parsed.data.error, retryAfterSeconds: parsed.data.retry_after }
      : {};
  } catch {
    return {};
  }
}

/** What a refusal means. Only its code and status go further: its texts may tell anything. */
function errorOf(status: number, { code, retryAfterSeconds }: Refusal): Error {
  const told = `Keeper answered ${status}${code === undefined ? '' : ` ${code}`}`;
  if (code === 'throttled' || status === 429 || status === 503) return new VaultBusy(told, retryAfterSeconds);
  if (code === 'key') return new Error(told);
  if (code === 'access_denied' || status === 401 || status === 403) {
    return new VaultRefused(
      'vault-not-allowed',
      `${told}: the device in the vault's secret was removed or has expired, may not call from this address, or its application may not edit the record.`,
    );
  }
  return new Error(told);
}
