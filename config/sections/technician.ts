import * as z from 'zod';
import { account, name, objectId } from './names.ts';

export const technician = z.strictObject({
  name: z.string().min(1).describe('As shown in pages, tickets and audit records.'),
  mail: z.email().describe('Where approval requests and credential links are sent.'),
  objectId: objectId.describe(
    "The technician's object id in the MSP's home tenant. Sign-in is matched by it, never by mail.",
  ),
  tenants: z
    .union([z.literal('all'), z.array(name(24))])
    .describe(
      'The tenants for which this technician decides, and is asked at once: `all`, or a list of tenant names; `[]` for one who only stands in.',
    ),
  standsInFor: z
    .union([z.literal('all'), z.array(name(24))])
    .default([])
    .describe(
      'Further tenants for which this technician may decide, as a delegate or as part of the escalation team: asked only when half of the approval window has passed and something still waits.',
    ),
  lead: z
    .boolean()
    .default(false)
    .describe('Whether this technician may pass passwords that others have not collected on to a colleague.'),
  ownAccounts: z
    .array(
      z.union([
        account,
        z
          .strictObject({ tenant: name(24), account })
          .describe('With the tenant that it is in: the safe way to list one.'),
      ]),
    )
    .default([])
    .describe(
      "Object ids or UPNs of the technician's own accounts: nobody approves the reset of an own account. Where one is not found in its tenant, the technician does not decide there.",
    ),
});
