import * as z from 'zod';
import { GRAPH_AUDIENCE, kindOf } from '../app-token.ts';
import type { AppKind, Directory } from '../directory.ts';
import type { SigningKeys } from '../signing-keys.ts';
import { GraphRefusal, insufficientPrivileges, unauthenticated } from './reply.ts';
import type { Caller } from './route.ts';

const claimsSchema = z.object({
  tid: z.string(),
  oid: z.string(),
  appid: z.string().optional(),
  idtyp: z.string().optional(),
  roles: z.array(z.string()).default([]),
});

export interface CallerOptions {
  readonly directories: ReadonlyMap<string, Directory>;
  readonly clientIds: Readonly<Record<AppKind, string>>;
  readonly keys: SigningKeys;
}

/** Who calls, in which tenant. Permissions are those of the token: a later consent needs a new one. */
export async function callerOf(
  options: CallerOptions,
  authorization: string | null,
): Promise<{ readonly directory: Directory; readonly caller: Caller }> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthenticated('Access token is empty.');
  const claims = claimsSchema.safeParse(await options.keys.verify(token, GRAPH_AUDIENCE));
  if (!claims.success) throw unauthenticated('Access token validation failure, or its lifetime is over.');
  const { tid, oid, appid, idtyp, roles } = claims.data;
  const directory = options.directories.get(tid);
  if (directory === undefined || idtyp !== 'app') throw insufficientPrivileges();
  const kind = kindOf(options, appid ?? '');
  if (kind === undefined || directory.app(kind)?.objectId !== oid) {
    throw new GraphRefusal(
      401,
      'Authorization_IdentityNotFound',
      'The identity of the calling application could not be established.',
    );
  }
  return { directory, caller: { app: kind, objectId: oid, permissions: roles } };
}
