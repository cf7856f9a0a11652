import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { accessKeyOf } from '@m365-rotation/local-aws';
import { Client } from '@microsoft/microsoft-graph-client';
import * as z from 'zod';
import { authenticatedByAws } from '../../lambda/adapters/graph/client-authentication.ts';
import { type GraphTokens, tokenSource } from '../../lambda/adapters/graph/token-source.ts';
import { mapConcurrently } from '../../lambda/domain/concurrency.ts';
import type { RunningProduct } from '../../local/running-product.ts';
import { changedAccounts, workingVersion } from './evidence.ts';
import { patchesOf, type StormSetting, startStorm } from './product-run.ts';
import type { StormAccount } from './storm-estate.ts';

export interface BaselineFigures {
  readonly stored: number;
  /** Given up after all tries. */
  readonly failed: number;
  readonly patches: number;
  /** Accounts whose password was changed more than once, each time to another value. */
  readonly resetTwice: number;
  /** Accounts whose password nobody has. */
  readonly lost: number;
  /** Of those, the ones that the loop calls done. */
  readonly lostUnnoticed: number;
  readonly seconds: number;
}

const AT_ONCE = 20;
const TRIES = 5;

/**
 * What most scripts do, in the same weather: for each account make a password, PATCH it by the SDK with its default retry, store
 * it by the SDK with its default retry, and do all of that again when anything throws.
 */
export async function runBaseline(setting: StormSetting): Promise<BaselineFigures> {
  const startedAt = Date.now();
  const product = await startStorm(setting);
  try {
    const done = new Set<string>();
    const rotateOne = await plainScript(product);
    const tryOne = async (account: StormAccount) => {
      if (await tried(() => rotateOne(account))) done.add(nameOf(account));
    };
    await mapConcurrently(setting.estate.accounts, tryOne, AT_ONCE);
    const changed = changedAccounts(setting.out);
    const lost: StormAccount[] = [];
    for (const account of setting.estate.accounts) {
      if (changed.has(nameOf(account)) && (await workingVersion(product, account)) === undefined) lost.push(account);
    }
    return {
      stored: done.size,
      failed: setting.estate.accounts.length - done.size,
      patches: patchesOf(product),
      resetTwice: [...setting.weather.effects.values()].filter((each) => each > 1).length,
      lost: lost.length,
      lostUnnoticed: lost.filter((each) => done.has(nameOf(each))).length,
      seconds: Math.round((Date.now() - startedAt) / 1000),
    };
  } finally {
    await product.close();
  }
}

const nameOf = ({ tenantId, accountId }: StormAccount) => `${tenantId}/${accountId}`;

async function tried(work: () => Promise<void>): Promise<boolean> {
  for (let tries = 1; tries <= TRIES; tries++) {
    try {
      await work();
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** tries));
    }
  }
  return false;
}

async function plainScript(product: RunningProduct): Promise<(account: StormAccount) => Promise<void>> {
  const { declarations, addresses } = product.cloud;
  const roleOf = (part: RegExp) => {
    const found = declarations.functions.find(({ name }) => part.test(name));
    if (found === undefined) throw new Error(`the template has no function ${part}`);
    return found.roleArn;
  };
  const credentialKey = declarations.keys.find(({ keyUsage }) => keyUsage === 'ENCRYPT_DECRYPT');
  const secrets = new SecretsManagerClient({
    endpoint: addresses.aws,
    region: declarations.region,
    credentials: { accessKeyId: accessKeyOf(roleOf(/stage-?password/i)), secretAccessKey: 'not verified' },
  });
  const graphEndpoint = product.microsoft.addresses.graph;
  const tokens = tokensFor(product, roleOf(/reset-?password/i));
  return async ({ tenantId, accountId }) => {
    const password = `${randomBytes(18).toString('base64url')}aA1`;
    const graph = Client.init({
      baseUrl: graphEndpoint,
      defaultVersion: 'v1.0',
      authProvider: (give) => give(null, ''),
    });
    await graph
      .api(`/users/${accountId}`)
      // The SDK's own step adds a token to https addresses only.
      .header('authorization', `Bearer ${await tokens.tokenFor(tenantId)}`)
      .patch({ passwordProfile: { password, forceChangePasswordNextSignIn: false } });
    const SecretId = `m365/${tenantId}/${accountId}`;
    const SecretString = JSON.stringify({ password });
    await secrets
      .send(new PutSecretValueCommand({ SecretId, SecretString, VersionStages: ['AWSPENDING'] }))
      .catch(async (error: unknown) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        const tags = { product: 'm365-password-rotation', tenantId, accountId };
        await secrets.send(
          new CreateSecretCommand({
            Name: SecretId,
            SecretString,
            KmsKeyId: credentialKey?.keyId,
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          }),
        );
      });
  };
}

const identity = z.object({ WebIdentityToken: z.string() });

function tokensFor({ cloud, microsoft, estate }: RunningProduct, roleArn: string): GraphTokens {
  return tokenSource({
    loginEndpoint: microsoft.addresses.login,
    clientId: estate.graph.writerClientId,
    scope: 'https://graph.microsoft.com/.default',
    prove: authenticatedByAws(async () => {
      const answer = await cloud.dispatch({
        service: 'sts',
        action: 'GetWebIdentityToken',
        input: { Audience: ['api://AzureADTokenExchange'], SigningAlgorithm: 'RS256', DurationSeconds: 300 },
        principal: { kind: 'role', roleArn, name: roleArn.slice(roleArn.lastIndexOf('/') + 1) },
      });
      return identity.parse(answer).WebIdentityToken;
    }),
    now: () => new Date(),
  });
}
