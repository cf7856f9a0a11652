import type { AppKind } from './directory.ts';

/** Application permissions that the apps' registrations ask for: what an administrator who consents today grants. */
export const registeredPermissions: Readonly<Record<AppKind, readonly string[]>> = {
  reader: ['User.Read.All', 'RoleManagement.Read.Directory', 'GroupMember.Read.All', 'Domain.Read.All'],
  writer: ['User-PasswordProfile.ReadWrite.All', 'User.RevokeSessions.All'],
};
