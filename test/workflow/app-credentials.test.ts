import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { freePorts, npmStart } from './npm-start.ts';

/** Whole cycles of the example estate whose apps prove themselves by what is in Secrets Manager. */

const folder = mkdtempSync(join(tmpdir(), 'app-credentials-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const summarySchema = z.object({
  tenants: z.object({ total: z.int(), failed: z.int() }),
  accounts: z.object({ approved: z.int(), rotated: z.int(), failed: z.int(), uncertain: z.int() }),
});
const secretSchema = z.object({
  Name: z.string(),
  Versions: z.record(z.string(), z.object({ SecretString: z.string() })),
});

describe.each(['certificate', 'secret'])('graph.credential: %s', (credential) => {
  test('a whole cycle; what proves the apps is found in Secrets Manager and nowhere else', async () => {
    const config = join(folder, `${credential}.yaml`);
    const example = readFileSync('config/example.yaml', 'utf8');
    writeFileSync(config, example.replace('credential: federated', `credential: ${credential}`));
    const out = join(folder, credential);
    const port = String(await freePorts());
    const started = npmStart(['--approve', 'all', '--config', config, '--out', out, '--port', port]);
    expect(await started.exitCode).toBe(0);
    const { tenants, accounts } = summarySchema.parse(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')));
    expect(tenants).toEqual({ total: 3, failed: 0 });
    expect(accounts.approved).toBeGreaterThan(0);
    expect(accounts).toMatchObject({ rotated: accounts.approved, failed: 0, uncertain: 0 });

    const store = join(out, 'aws', 'secrets-manager');
    const secrets = readdirSync(store)
      .map((file) => secretSchema.parse(JSON.parse(readFileSync(join(store, file), 'utf8'))))
      .filter(({ Name }) => Name.startsWith('m365-rotation/graph/'));
    expect(secrets.map(({ Name }) => Name).sort()).toEqual([
      'm365-rotation/graph/reader',
      'm365-rotation/graph/writer',
    ]);
    const proofs = secrets.flatMap(({ Versions }) => Object.values(Versions).flatMap(partsOf));
    expect(proofs.length).toBeGreaterThan(1);
    const files = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && each.parentPath !== store)
      .map((each) => join(each.parentPath, each.name));
    const found = files.filter((file) => {
      const text = readFileSync(file, 'latin1');
      return proofs.some((each) => text.includes(each));
    });
    expect(found).toEqual([]);
  }, 300_000);
});

/** What must be nowhere else: a client secret, or a line of a private key. */
function partsOf({ SecretString }: { readonly SecretString: string }): string[] {
  const { clientSecret, privateKey } = z
    .object({ clientSecret: z.string().optional(), privateKey: z.string().optional() })
    .parse(JSON.parse(SecretString));
  const lines = (privateKey ?? '').split('\n').filter((line) => line.length === 64);
  return [...(clientSecret === undefined ? [] : [clientSecret]), ...lines];
}
