import * as z from 'zod';
import { host } from './names.ts';

const always = {
  openTickets: z
    .enum(['when-asked', 'at-close'])
    .default('when-asked')
    .describe(
      'Whether the ticket of a tenant and cycle is opened when its technicians are asked, or when the tenant is done.',
    ),
  closedStatus: z
    .string()
    .min(1)
    .optional()
    .describe('Status by name that closes a ticket; the first that the PSA counts as closed, if left out.'),
  raisedPriority: z
    .string()
    .min(1)
    .optional()
    .describe('Priority by name for tickets with something failed or uncertain; unchanged, if left out.'),
};

/** Where tickets go. Names are those of the instance: `doctor` checks that it has them. */
export const psa = z
  .discriminatedUnion('system', [
    z.strictObject({ system: z.literal('none') }),
    z.strictObject({
      system: z.literal('connectwise'),
      site: host.describe('Such as `api-eu.myconnectwise.net`.'),
      board: z.string().min(1).optional().describe("Service board by name; the company's default, if left out."),
      ...always,
    }),
    z.strictObject({
      system: z.literal('halopsa'),
      host: host.describe('Such as `northwind.halopsa.com`.'),
      authTenant: z.string().min(1).optional().describe('The tenant that a hosted Halo asks for with each token.'),
      ticketType: z.string().min(1).describe('Ticket type by name.'),
      noteOutcome: z
        .string()
        .min(1)
        .default('Private Note')
        .describe(
          'Action by name that internal notes are made with. Whatever it is set to, no note is shown to or mailed to the customer.',
        ),
      scopes: z
        .array(z.string().regex(/^[a-z]+(?::[a-z]+)?$/, 'is no scope, such as edit:tickets'))
        .min(1)
        .default(['read:tickets', 'edit:tickets', 'read:customers'])
        .describe('What each token is asked for; `all` is whatever the permissions of the API application give.'),
      ...always,
    }),
    z.strictObject({
      system: z.literal('autotask'),
      queue: z.string().min(1).describe('Queue by name.'),
      ...always,
    }),
  ])
  .default({ system: 'none' })
  .describe('Where the ticket of each tenant and cycle goes; the keys are a secret.');
