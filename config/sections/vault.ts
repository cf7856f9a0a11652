import * as z from 'zod';
import { account, host, readable } from './names.ts';

/** The MSP's vault. Keys are a secret; where it is, is not. */
export const vault = z
  .discriminatedUnion('system', [
    z.strictObject({ system: z.literal('none') }),
    z.strictObject({ system: z.literal('it-glue'), region: z.enum(['us', 'eu', 'au']).default('us') }),
    z.strictObject({ system: z.literal('hudu'), host: host.describe('Such as `northwind.huducloud.com`.') }),
    z.strictObject({ system: z.literal('1password-connect'), host: host.describe('Of the Connect server.') }),
    z.strictObject({
      system: z.literal('keeper'),
      region: z.enum(['us', 'eu', 'au', 'jp', 'ca', 'us-gov']).default('us'),
    }),
  ])
  .default({ system: 'none' })
  .describe('The vault into which new passwords are written, where a tenant is handed over that way.');

const wayOver = z.enum(['link', 'vault', 'both']);

/** How the new passwords of a tenant reach people. */
export const handOver = z
  .strictObject({ admin: wayOver.default('link'), service: wayOver.default('link') })
  .default({ admin: 'link', service: 'link' })
  .describe(
    'By class: `link` shows the password once to a technician, `vault` writes it into its record of the vault and nobody needs to see it, `both` does both.',
  );

/** By id, or by exact name. */
const named = z.union([
  z.strictObject({ id: z.string().min(1) }),
  z.strictObject({ name: readable.min(1).describe('The exact name; two of that name stop the write.') }),
]);

/** Which records of the vault hold the passwords of a tenant. Records are changed, and never made. */
export const vaultRecords = z
  .strictObject({
    organization: named.describe(
      'Organization (IT Glue), company (Hudu) or vault (1Password) in which the records are; the shared folder (Keeper).',
    ),
    recordName: readable
      .refine((text) => text.includes('{userPrincipalName}'), 'must hold {userPrincipalName}')
      .optional()
      .describe(
        'Exact name of the record of each account that is not listed, such as `Microsoft 365 {userPrincipalName}`.',
      ),
    records: z
      .array(
        z.union([
          z.strictObject({ account, id: z.string().min(1) }),
          z.strictObject({ account, name: readable.min(1) }),
        ]),
      )
      .default([])
      .describe('Accounts whose record has another name, by object id or UPN.'),
  })
  .describe('Which records of the vault hold the passwords of this tenant.');
