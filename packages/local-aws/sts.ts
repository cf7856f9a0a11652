import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from '@m365-rotation/loopback';
import { exportJWK, exportPKCS8, generateKeyPair, importPKCS8, type JSONWebKeySet, SignJWT } from 'jose';
import * as z from 'zod';
import type { AwsAccount } from './account.ts';
import { inputOf } from './input.ts';
import { AwsError, type Call, type Service, type ServiceContext } from './service.ts';

/** STS, and the public keys by which others check the identity tokens that it issues. */
export interface Sts extends Service {
  /** A JWK Set, as the issuer would publish it. */
  publicKeys(): JSONWebKeySet;
}

/** AWS has ES384 too, which our functions don't ask for. */
const ALGORITHM = 'RS256';

const tokenInput = z.strictObject({
  Audience: z.array(z.string().min(1)).min(1).max(10),
  SigningAlgorithm: z.literal(ALGORITHM),
  DurationSeconds: z.number().int().min(60).max(3600).default(300),
});

const storedKeys = z.object({ [ALGORITHM]: z.string() });

/** The issuer's name; nothing is fetched from it here. */
const ISSUER = 'https://local.tokens.sts.global.api.aws';

/** STS, as far as saying who somebody is goes: to themselves, and to others by a signed token. Nobody takes roles by it. */
export async function startSts(
  { accountId, folder, clock, region }: ServiceContext,
  account: Pick<AwsAccount, 'outboundIdentity'> = {},
): Promise<Sts> {
  const file = join(folder, 'keys.json');
  const stored = readJson(file, storedKeys) ?? { [ALGORITHM]: await newKey() };
  writeJson(file, stored);
  const key = await importPKCS8(stored[ALGORITHM], ALGORITHM, { extractable: true });
  const { kty = '', n, e } = await exportJWK(key); // the private members stay here
  const published = { kty, n, e, kid: ALGORITHM, use: 'sig', alg: ALGORITHM };
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
        if (account.outboundIdentity === false) {
          const message = 'Outbound web identity federation is not enabled for this account.';
          throw new AwsError('OutboundWebIdentityFederationDisabledException', message, 403);
        }
        const { Audience, DurationSeconds } = inputOf(tokenInput, input);
        const subject = subjectOf(call, accountId);
        const about = { aws_account: accountId, source_region: region, principal_id: subject };
        const now = Math.floor(clock.now().getTime() / 1000);
        const token = await new SignJWT({ 'https://sts.amazonaws.com/': about })
          .setProtectedHeader({ alg: ALGORITHM, kid: ALGORITHM, typ: 'JWT' })
          .setIssuer(ISSUER)
          .setSubject(subject)
          .setAudience(Audience.length === 1 ? (Audience[0] ?? '') : Audience)
          .setIssuedAt(now)
          .setExpirationTime(now + DurationSeconds)
          .setJti(randomUUID())
          .sign(key);
        return { WebIdentityToken: token, Expiration: new Date((now + DurationSeconds) * 1000) };
      },
    },
    requirementsOf({ action, input }) {
      if (action !== 'GetWebIdentityToken') return [];
      const { Audience, SigningAlgorithm, DurationSeconds } = inputOf(tokenInput, input);
      const context = {
        'sts:IdentityTokenAudience': Audience,
        'sts:SigningAlgorithm': SigningAlgorithm,
        'sts:DurationSeconds': DurationSeconds,
      };
      return [{ action: 'sts:GetWebIdentityToken', resource: '*', context }];
    },
    publicKeys: () => ({ keys: [published] }),
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

/** Clouds in one process, as tests start them, have the same: making one takes a tenth of a second. */
let made: Promise<string> | undefined;

function newKey(): Promise<string> {
  made ??= generateKeyPair(ALGORITHM, { extractable: true }).then(({ privateKey }) => exportPKCS8(privateKey));
  return made;
}
