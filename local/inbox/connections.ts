import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from '@m365-rotation/loopback';
import { z } from 'zod';

const connectionsSchema = z.object({
  teamsSecret: z.string(),
  psa: z.object({ companyId: z.string(), publicKey: z.string(), privateKey: z.string(), clientId: z.string() }),
});
/** By what senders are let in. */
export type Connections = z.output<typeof connectionsSchema>;

/** Made at the first start and kept: a second start must let in who knows them. */
export function connectionsIn(folder: string): Connections {
  const file = join(folder, 'connections.json');
  const kept = readJson(file, connectionsSchema);
  if (kept !== undefined) return kept;
  const random = () => randomBytes(24).toString('base64url');
  const connections = {
    teamsSecret: random(),
    psa: { companyId: 'northwind', publicKey: random(), privateKey: random(), clientId: randomUUID() },
  };
  writeJson(file, connections);
  return connections;
}
