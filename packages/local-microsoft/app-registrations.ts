import type { AppKind } from './directory.ts';

/** An app's registration, as customers' tenants see it. */
export interface AppRegistration {
  readonly displayName: string;
  /** Application permissions that it asks for: what an administrator who consents today grants. */
  readonly permissions: readonly string[];
}
export type AppRegistrations = Readonly<Record<AppKind, AppRegistration>>;

/** Of the example tenants: an app that reads the directory, and one that sets passwords. */
export const exampleRegistrations: AppRegistrations = {
  reader: {
    displayName: 'Rotation reader',
    permissions: ['User.Read.All', 'RoleManagement.Read.Directory', 'GroupMember.Read.All', 'Domain.Read.All'],
  },
  writer: {
    displayName: 'Rotation writer',
    permissions: ['User-PasswordProfile.ReadWrite.All', 'User.RevokeSessions.All'],
  },
};
