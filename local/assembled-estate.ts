import { readdirSync, readFileSync } from 'node:fs';
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

const template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
});
const property = z.object({ AssetKey: z.string() });

/** The file that a deployment publishes as the estate: the template names it. */
export function estateFileOf(assembly: string): string {
  for (const name of readdirSync(assembly).filter((each) => each.endsWith('.template.json'))) {
    const { Resources } = template.parse(JSON.parse(readFileSync(join(assembly, name), 'utf8')));
    const estateInForce = Object.values(Resources).find(({ Type }) => Type === 'Custom::Estate');
    if (estateInForce !== undefined)
      return join(assembly, `asset.${property.parse(estateInForce.Properties).AssetKey}`);
  }
  throw new Error(`${assembly} holds no template with an estate`);
}

/** Reads the estate as it is deployed. */
export const readDeployedEstate = (assembly: string): DeployedEstate =>
  estate.parse(JSON.parse(readFileSync(estateFileOf(assembly), 'utf8')));
