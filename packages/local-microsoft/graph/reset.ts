import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { accountKeyOf } from '../passwords.ts';
import type { User } from '../tenant.ts';
import { badRequest, GraphRefusal, type GraphReply, insufficientPrivileges } from './reply.ts';
import type { GraphContext, Route } from './route.ts';
import { userIn } from './users.ts';
import { mayActOn } from './who-may-reset.ts';

const patchSchema = z.strictObject({
  passwordProfile: z.strictObject({
    password: z.string().optional(),
    forceChangePasswordNextSignIn: z.boolean().optional(),
    forceChangePasswordNextSignInWithMfa: z.boolean().optional(),
  }),
});

export const writingRoutes: readonly Route[] = [
  {
    method: 'PATCH',
    path: '/users/{id}',
    permissions: ['User-PasswordProfile.ReadWrite.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
    answer: resetPassword,
  },
  {
    method: 'POST',
    path: '/users/{id}/revokeSignInSessions',
    permissions: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
    answer: revokeSessions,
  },
];

async function resetPassword(context: GraphContext): Promise<GraphReply> {
  const { directory, passwords, showAfterMs } = context;
  const user = userIn(context);
  const patch = patchSchema.safeParse(context.body);
  if (!patch.success) throw refusedBody(context.body);
  requireWritable(context, user);
  const { password } = patch.data.passwordProfile;
  // Flags alone are accepted, and change no password: 204 is no proof of a reset.
  if (password === undefined) return { status: 204 };
  if (!isComplex(password)) {
    throw badRequest(
      'The specified password does not comply with password complexity requirements. Please provide a different password.',
    );
  }
  await passwords.set(accountKeyOf(directory.tenant.tenantId, user.id), password, showAfterMs);
  const { audits, caller, clientId, headers, listAfterMs, registrations } = context;
  const { displayName } = registrations[caller.app];
  await audits.add(
    {
      tenantId: directory.tenant.tenantId,
      activityDisplayName: 'Reset user password',
      correlationId: headers.get('client-request-id') ?? randomUUID(),
      initiatedBy: { app: { appId: clientId, displayName, servicePrincipalId: caller.objectId } },
      target: { id: user.id, userPrincipalName: user.userPrincipalName },
    },
    listAfterMs,
  );
  return { status: 204 };
}

async function revokeSessions(context: GraphContext): Promise<GraphReply> {
  const { directory, passwords, caller, root } = context;
  const user = userIn(context);
  if (!mayActOn(directory, caller.objectId, user)) throw insufficientPrivileges();
  await passwords.revokeSessions(accountKeyOf(directory.tenant.tenantId, user.id));
  return { status: 200, body: { '@odata.context': `${root}/$metadata#Edm.Boolean`, value: true } };
}

/** Never tells a value: the body of this request holds a password. */
function refusedBody(body: unknown): GraphRefusal {
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  // Other properties exist, but the permission does not reach them.
  return names.some((name) => name !== 'passwordProfile')
    ? insufficientPrivileges()
    : badRequest('Invalid value specified for property passwordProfile of resource User.');
}

function requireWritable({ directory, caller }: GraphContext, user: User): void {
  if (user.isManagementRestricted === true) {
    throw new GraphRefusal(
      403,
      'Authorization_RequestDenied',
      'This user is a member of a restricted management administrative unit. Management rights are limited to administrators scoped on that administrative unit.',
    );
  }
  if (!mayActOn(directory, caller.objectId, user)) throw insufficientPrivileges();
  if (user.onPremisesSyncEnabled === true) {
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
  const suffix = user.userPrincipalName.slice(user.userPrincipalName.lastIndexOf('@') + 1);
  const isFederated = directory.tenant.domains.some(
    ({ id, authenticationType }) => authenticationType === 'Federated' && (suffix === id || suffix.endsWith(`.${id}`)),
  );
  if (isFederated || user.userType === 'Guest') {
    throw badRequest("Property 'passwordProfile' cannot be updated for federated or external users.");
  }
}

/** 8 to 256 characters of Entra's alphabet (no Unicode), of at least three of its four classes. */
function isComplex(password: string): boolean {
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((each) => each.test(password));
  return /^[ -~]{8,256}$/.test(password) && classes.length >= 3;
}
