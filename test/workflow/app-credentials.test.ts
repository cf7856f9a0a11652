import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate } from '../crash/crash-estate.ts';
import { wholeCycle } from '../crash/crash-run.ts';
import { freePorts } from './npm-start.ts';

/** Whole cycles of an estate whose apps prove themselves by what is in Secrets Manager. */

const folder = mkdtempSync(join(tmpdir(), 'app-credentials-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secretSchema = z.object({
  Name: z.string(),
  Versions: z.record(z.string(), z.object({ SecretString: z.string() })),
});

describe.each(['certificate', 'secret'])('graph.credential: %s', (credential) => {
  test('a whole cycle; what proves the apps is found in Secrets Manager and nowhere else', async () => {
    const { tenants, yaml } = crashEstate(2);
    const config = join(folder, `${credential}.yaml`);
    writeFileSync(config, yaml.replace('\ngraph:\n', `\ngraph:\n  credential: ${credential}\n`));
    const out = join(folder, credential);
    const assembly = join(out, 'cdk.out');
    await synthesize(config, assembly);
    const product = await startProduct({
      assembly,
      out,
      port: await freePorts(),
      speed: 120,
      microsoft: { tenants },
    });
    const summary = await wholeCycle(product, out).finally(() => product.close());
    expect(product.estate.graph.credential).toBe(credential);
    expect(summary.tenants).toEqual({ total: 2, failed: 0 });
    expect(summary.accounts).toMatchObject({ approved: 2, rotated: 2, failed: 0, uncertain: 0 });

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
  });
});

/** What must be nowhere else: a client secret, or a line of a private key. */
function partsOf({ SecretString }: { readonly SecretString: string }): string[] {
  const { clientSecret, privateKey } = z
    .object({ clientSecret: z.string().optional(), privateKey: z.string().optional() })
    .parse(JSON.parse(SecretString));
  const lines = (privateKey ?? '').split('\n').filter((line) => line.length === 64);
  return [...(clientSecret === undefined ? [] : [clientSecret]), ...lines];
}
