import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@m365-rotation/loopback';
import { z } from 'zod';

const connectionsSchema = z.object({
  teamsSecret: z.string(),
  psa: z.object({ companyId: z.string(), publicKey: z.string(), privateKey: z.string(), clientId: z.string() }),
});
/** By what senders are let in. */
export type Connections = z.output<typeof connectionsSchema>;

/** Made at the first start and kept: a second start must let in who knows them. */
export async function connectionsIn(folder: string): Promise<Connections> {
  const file = join(folder, 'connections.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return connectionsSchema.parse(JSON.parse(text));
  const random = () => randomBytes(24).toString('base64url');
  const connections = {
    teamsSecret: random(),
    psa: { companyId: 'northwind', publicKey: random(), privateKey: random(), clientId: randomUUID() },
  };
  await writeWhole(file, `${JSON.stringify(connections, null, 2)}\n`);
  return connections;
}
