import { createHash } from 'node:crypto';
import { AwsError, type Principal } from './service.ts';
import type { RoleDeclaration } from './template/declarations.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The access key id of a role: always the same, as nothing here is secret or signed for real. */
export function accessKeyOf(roleArn: string): string {
  const bytes = createHash('sha256').update(roleArn).digest();
  return `ASIA${Array.from(bytes.subarray(0, 16), (byte) => ALPHABET[byte % 32]).join('')}`;
}

/** What a signature says: who calls, and for which service. The signature itself is not verified. */
export interface Signed {
  readonly accessKeyId: string;
  readonly service: string;
}

/** @throws {AwsError} for a request that isn't signed: nobody reaches the endpoint by an accident of a browser */
export function readSignature(authorization: string | undefined): Signed {
  const [, accessKeyId, service] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request\b/.exec(authorization ?? '') ?? [];
  if (accessKeyId === undefined || service === undefined) {
    throw new AwsError('MissingAuthenticationTokenException', 'Request is missing a SigV4 Authorization header.', 403);
  }
  return { accessKeyId, service };
}

/** Tells callers apart by their access key ids. */
export class Callers {
  private byKey: ReadonlyMap<string, RoleDeclaration> = new Map();

  constructor(roles: readonly RoleDeclaration[]) {
    this.deploy(roles);
  }

  /** Takes these roles in place of those that it had. */
  deploy(roles: readonly RoleDeclaration[]): void {
    this.byKey = new Map(roles.map((role) => [accessKeyOf(role.arn), role]));
  }

  /** A role by its key; with any other key, a person at a terminal. */
  principalOf(accessKeyId: string, sessionToken: string | undefined): Principal {
    const role = this.byKey.get(accessKeyId);
    if (role === undefined) return { kind: 'operator' };
    return {
      kind: 'role',
      roleArn: role.arn,
      name: role.name,
      ...(sessionToken === undefined ? {} : { session: sessionToken }),
    };
  }
}
