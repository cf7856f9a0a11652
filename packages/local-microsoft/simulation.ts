import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clockAt } from '@m365-rotation/loopback';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { HomeTenant } from './entra-options.ts';
import { type MicrosoftOptions, type SimulatedMicrosoft, startMicrosoft } from './microsoft.ts';

export const contosoId = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
export const fabrikamId = '1d7e9b34-6a20-4c85-b3f9-2c8d5e7f1a22';
export const adventureWorksId = 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33';
export const homeTenantId = '0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f';
export const readerClientId = '5d0c7a11-0000-4000-8000-00000000b001';
export const writerClientId = '5d0c7a11-0000-4000-8000-00000000b002';
export const signInClientId = '5d0c7a11-0000-4000-8000-00000000a001';
export const redirectUri = 'http://127.0.0.1:8700/sign-in/callback';

export const ada = {
  objectId: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01',
  name: 'Ada Lindqvist',
  mail: 'ada@northwind.example',
};
const gast = {
  objectId: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b09',
  name: 'A guest',
  mail: 'guest@partner.example',
  guest: true,
};

/** The home tenant that `simulate` starts with. */
export const exampleHome: HomeTenant = {
  tenantId: homeTenantId,
  people: [ada, gast],
  clientId: signInClientId,
  redirectUri,
  optionalClaims: ['acct'],
};

export interface Simulation extends SimulatedMicrosoft {
  /** Where passwords are; removed when it closes, unless it was given. */
  readonly folder: string;
  /** A statement as AWS would sign it; the claims given replace the right ones. */
  assertion(claims?: {
    readonly aud?: string | string[];
    readonly exp?: number;
    readonly sub?: string;
    readonly alg?: 'RS256' | 'ES384';
  }): Promise<string>;
  token(clientId: string, tenantId: string): Promise<string>;
  graph(
    clientId: string,
    tenantId: string,
    path: string,
    init?: { readonly method?: string; readonly body?: unknown; readonly headers?: Record<string, string> },
  ): Promise<Response>;
  post(tenantId: string, form: Readonly<Record<string, string>>): Promise<Response>;
}

/** AWS signs with either; federated credentials take the first only. */
const keyPairs = { RS256: generateKeyPair('RS256'), ES384: generateKeyPair('ES384') };
export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export async function simulate(options: Partial<MicrosoftOptions> = {}): Promise<Simulation> {
  const published = await Promise.all(
    (['RS256', 'ES384'] as const).map(async (alg) => ({
      ...(await exportJWK((await keyPairs[alg]).publicKey)),
      kid: alg,
      alg,
    })),
  );
  const { clock = clockAt(1) } = options;
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'microsoft-')));
  const microsoft = await startMicrosoft({
    port: 0,
    clock,
    homeTenant: exampleHome,
    assertionKeys: () => ({ keys: published }),
    readerClientId,
    writerClientId,
    showAfterMs: 0,
    ...options,
    folder,
  });
  const assertion: Simulation['assertion'] = async ({
    aud = 'api://AzureADTokenExchange',
    exp,
    sub,
    alg = 'RS256',
  } = {}) => {
    const now = Math.floor(clock.now().getTime() / 1_000);
    return new SignJWT({
      iss: 'https://sts.simulated.example',
      aud,
      sub: sub ?? 'arn:aws:iam::123456789012:role/reader',
      iat: now,
      exp: exp ?? now + 300,
    })
      .setProtectedHeader({ alg, kid: alg })
      .sign((await keyPairs[alg]).privateKey);
  };
  const post: Simulation['post'] = (tenantId, form) =>
    fetch(`${microsoft.addresses.login}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form }),
    });
  const token: Simulation['token'] = async (clientId, tenantId) => {
    const response = await post(tenantId, {
      grant_type: 'client_credentials',
      client_id: clientId,
      scope: 'https://graph.microsoft.com/.default',
      client_assertion_type: JWT_BEARER,
      client_assertion: await assertion(),
    });
    return textAt(await response.json(), 'access_token');
  };
  return {
    ...microsoft,
    folder,
    close: async () => {
      await microsoft.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
    assertion,
    post,
    token,
    graph: async (clientId, tenantId, path, { method = 'GET', body, headers = {} } = {}) =>
      fetch(`${microsoft.addresses.graph}/v1.0${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await token(clientId, tenantId)}`,
          'content-type': 'application/json',
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** A text inside JSON, by its path; fails where it is not there. */
export function textAt(json: unknown, ...path: readonly (string | number)[]): string {
  let value = json;
  for (const name of path) {
    value =
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([key]) => key === String(name))?.[1]
        : undefined;
  }
  if (typeof value !== 'string') throw new Error(`no text at ${path.join('.')} of ${JSON.stringify(json)}`);
  return value;
}

/** Id of an account, by its UPN. */
export async function accountId({ graph }: Simulation, tenantId: string, upn: string): Promise<string> {
  const response = await graph(readerClientId, tenantId, `/users/${encodeURIComponent(upn)}?$select=id`);
  return textAt(await response.json(), 'id');
}
