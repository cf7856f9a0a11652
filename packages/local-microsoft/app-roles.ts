import { idOf } from './stable-id.ts';

/**
 * Ids of Graph's application permissions, as grants name them.
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
const appRoles: Readonly<Record<string, string>> = {
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'RoleManagement.Read.Directory': '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
  'GroupMember.Read.All': '98830695-27a2-44f7-8c18-0c3ebc9698f6',
  'Domain.Read.All': 'dbb9058a-0e50-45d7-ae91-66909b5d4664',
  'User-PasswordProfile.ReadWrite.All': 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7',
  'User.RevokeSessions.All': '77f3a031-c388-4f99-b373-dc68676a979e',
};

/** The id of a permission; one that is not listed here has an id of its own all the same. */
export const appRoleId = (permission: string): string => appRoles[permission] ?? idOf('app role', permission);
