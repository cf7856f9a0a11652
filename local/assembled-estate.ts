import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** By id or by name. */
const vaultName = z.object({ id: z.string().optional(), name: z.string().optional() });

/** What the runner must know of the estate: who works unattended, and which customers the PSA, the vault and Entra have. */
const estate = z.object({
  msp: z.object({ homeTenantId: z.string(), signInClientId: z.string(), mailFrom: z.string(), teamMail: z.string() }),
  graph: z.object({
    credential: z.enum(['federated', 'certificate', 'secret']),
    readerClientId: z.string(),
    writerClientId: z.string(),
  }),
  psa: z.object({
    system: z.string(),
    board: z.string().optional(),
    queue: z.string().optional(),
    ticketType: z.string().optional(),
    closedStatus: z.string().optional(),
    raisedPriority: z.string().optional(),
  }),
  vault: z.object({ system: z.string() }),
  teams: z.object({ channels: z.array(z.string()) }),
  technicians: z.array(z.object({ name: z.string(), mail: z.string(), objectId: z.string() })),
  auditors: z.array(z.object({ name: z.string(), objectId: z.string() })),
  approvals: z.object({ windowHours: z.number() }),
  schedules: z.array(z.object({ name: z.string(), windowHours: z.number().optional() })).min(1),
  tenants: z.array(
    z.object({
      tenantId: z.string(),
      displayName: z.string(),
      ticketCompany: z.string().optional(),
      vault: z
        .object({
          organization: vaultName,
          recordName: z.string().optional(),
          records: z.array(vaultName.extend({ account: z.string() })),
        })
        .optional(),
    }),
  ),
});

export type DeployedEstate = z.output<typeof estate>;

/** Reads the estate as it was deployed: it lies beside the code of each function. */
export function readDeployedEstate(assembly: string): DeployedEstate {
  const file = readdirSync(assembly)
    .map((each) => join(assembly, each, 'estate.json'))
    .find((each) => existsSync(each));
  if (file === undefined) throw new Error(`${assembly} holds no function with an estate`);
  return estate.parse(JSON.parse(readFileSync(file, 'utf8')));
}
