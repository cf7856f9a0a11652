import * as z from 'zod';
import { problemOfCharacters } from '../readable.ts';

/** What several sections of the estate write alike. */

export const name = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'must be lower-case letters, digits and single hyphens, starting with a letter',
    );

/** Lower case, however the file writes it: ids are compared, and they are part of the names of rows and credentials. */
export const objectId = z.uuid('must be an Entra object id (a UUID)').toLowerCase();
export const tenantId = z.uuid('must be an Entra tenant id (a UUID)').toLowerCase();
/** Text that is compared with what the directory has, or that people tell apart. */
export const readable = z.string().superRefine((text, context) => {
  const message = problemOfCharacters(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});
/** A name that is neither an object id nor a UPN would match no account, and so protect none. */
export const account = readable.regex(
  /^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[^@\s]+@[^@\s]+)$/,
  'must be an object id (a UUID) or a UPN',
);

export const groupId = z.uuid('must be the object id of a group (a UUID)');
export const roleId = z.uuid('must be the template id of a directory role, or the id of a custom one (a UUID)');

export const awsAccountId = z.string().regex(/^\d{12}$/, 'must be a 12-digit AWS account id');

/** Host of a system that is reached by https: it is part of the deployment, so that no secret can send anything elsewhere. */
export const host = z
  .string()
  .toLowerCase()
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'must be a host name without scheme and path, such as psa.northwind.example',
  );
