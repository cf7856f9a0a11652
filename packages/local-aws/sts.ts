import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from '@m365-rotation/loopback';
import { exportJWK, exportPKCS8, generateKeyPair, importPKCS8, type JSONWebKeySet, SignJWT } from 'jose';
import * as z from 'zod';
import { inputOf } from './input.ts';
import { AwsError, type Call, type Service, type ServiceContext } from './service.ts';

/** STS, and the public keys by which others check the identity tokens that it issues. */
export interface Sts extends Service {
  /** A JWK Set, as the issuer would publish it. */
  publicKeys(): JSONWebKeySet;
}

const tokenInput = z.strictObject({
  Audience: z.array(z.string().min(1)).min(1).max(10),
  SigningAlgorithm: z.enum(['RS256', 'ES384']),
  DurationSeconds: z.number().int().min(60).max(3600).default(300),
  /** Become claims of the token. */
  Tags: z
    .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
    .max(50)
    .default([]),
});

const algorithms = ['RS256', 'ES384'] as const;
const storedKeys = z.strictObject({ RS256: z.string(), ES384: z.string() });

/** The issuer's name; nothing is fetched from it here. */
const ISSUER = 'https://local.tokens.sts.global.api.aws';

/** STS, as far as saying who somebody is goes: to themselves, and to others by a signed token. Nobody takes roles by it. */
export async function startSts({ accountId, folder, clock, region }: ServiceContext): Promise<Sts> {
  const file = join(folder, 'keys.json');
  const stored = readJson(file, storedKeys) ?? { RS256: await newKey('RS256'), ES384: await newKey('ES384') };
  writeJson(file, stored);
  const keys = {
    RS256: await importPKCS8(stored.RS256, 'RS256', { extractable: true }),
    ES384: await importPKCS8(stored.ES384, 'ES384', { extractable: true }),
  };
  const published = await Promise.all(
    algorithms.map(async (alg) => {
      const { kty, n, e, crv, x, y } = await exportJWK(keys[alg]); // the private members stay here
      const members = { kty, n, e, crv, x, y };
      const present = Object.fromEntries(Object.entries(members).filter(([, each]) => each !== undefined));
      return { ...present, kty: kty ?? '', kid: alg, use: 'sig', alg };
    }),
  );
  return {
    name: 'sts',
    actions: {
      async GetCallerIdentity(_, { principal }) {
        if (principal.kind !== 'role') {
          return { UserId: 'AIDALOCALOPERATOR', Account: accountId, Arn: operatorArn(accountId) };
        }
        const { name, session = name } = principal;
        const Arn = `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`;
        return { UserId: `AROALOCALROLE:${session}`, Account: accountId, Arn };
      },
      async GetWebIdentityToken(input, call) {
        const { Audience, SigningAlgorithm, DurationSeconds, Tags } = inputOf(tokenInput, input);
        const subject = subjectOf(call, accountId);
        const about = {
          aws_account: accountId,
          source_region: region,
          principal_id: subject,
          ...(Tags.length === 0
            ? {}
            : { request_tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) }),
        };
        const now = Math.floor(clock.now().getTime() / 1000);
        const token = await new SignJWT({ 'https://sts.amazonaws.com/': about })
          .setProtectedHeader({ alg: SigningAlgorithm, kid: SigningAlgorithm, typ: 'JWT' })
          .setIssuer(ISSUER)
          .setSubject(subject)
          .setAudience(Audience.length === 1 ? (Audience[0] ?? '') : Audience)
          .setIssuedAt(now)
          .setExpirationTime(now + DurationSeconds)
          .setJti(randomUUID())
          .sign(keys[SigningAlgorithm]);
        return { WebIdentityToken: token, Expiration: new Date((now + DurationSeconds) * 1000) };
      },
    },
    requirementsOf({ action, input }) {
      if (action !== 'GetWebIdentityToken') return [];
      const { Audience, SigningAlgorithm, DurationSeconds, Tags } = inputOf(tokenInput, input);
      const context = {
        'sts:IdentityTokenAudience': Audience,
        'sts:SigningAlgorithm': SigningAlgorithm,
        'sts:DurationSeconds': DurationSeconds,
        ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
      };
      const get = { action: 'sts:GetWebIdentityToken', resource: '*', context };
      return Tags.length === 0 ? [get] : [get, { ...get, action: 'sts:TagGetWebIdentityToken' }];
    },
    publicKeys: () => ({ keys: published }),
    close: async () => undefined,
  };
}

/** A person at a terminal. */
export const operatorArn = (accountId: string): string => `arn:aws:iam::${accountId}:user/operator`;

/** The role's own ARN, not that of the session: what a federated credential in Entra names. */
function subjectOf({ principal }: Call, accountId: string): string {
  if (principal.kind === 'operator') return operatorArn(accountId);
  if (principal.kind === 'role') return principal.roleArn;
  throw new AwsError('AccessDenied', 'A service of AWS gets no identity token.', 403);
}

async function newKey(algorithm: 'RS256' | 'ES384'): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return exportPKCS8(privateKey);
}
