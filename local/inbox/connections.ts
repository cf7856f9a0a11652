import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';

const teamsSchema = z.object({ teamsSecret: z.string() });
const keysSchema = z.record(z.string(), z.record(z.string(), z.string()));

type Keys = Readonly<Record<string, string>>;

/** By what senders are let in. */
export interface Connections {
  /** The last part of the address of the Teams workflow. */
  readonly teamsSecret: string;
  /** The keys of a simulated system, by its name. */
  keysOf(system: string, make: (random: () => string) => Keys): Keys;
}

/** Made at the first start and kept: a second start must let in who knows them. */
export function connectionsIn(folder: string): Connections {
  const random = () => randomBytes(24).toString('base64url');
  const teamsFile = join(folder, 'connections.json');
  let teams = readJson(teamsFile, teamsSchema);
  if (teams === undefined) {
    teams = { teamsSecret: random() };
    writeJson(teamsFile, teams);
  }
  const keysFile = join(folder, 'vendors.json');
  return {
    teamsSecret: teams.teamsSecret,
    keysOf(system, make) {
      const kept = readJson(keysFile, keysSchema) ?? {};
      const keys = kept[system] ?? make(random);
      if (kept[system] === undefined) writeJson(keysFile, { ...kept, [system]: keys });
      return keys;
    },
  };
}
