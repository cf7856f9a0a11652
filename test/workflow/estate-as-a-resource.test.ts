import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import * as z from 'zod';
import { synthesize } from '../../local/synthesize.ts';

/** Reviewers see a change of the estate as what it is: one resource, and nothing of the code. */

const template = z.object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
type Resources = z.output<typeof template>['Resources'];
interface Synthesized {
  readonly resources: Resources;
  /** Digest of each function's code, and of whatever else is deployed besides templates and estates. */
  readonly code: readonly string[];
}

let folder: string;
let before: Synthesized;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'estate-as-a-resource-'));
  before = await synthesizedWith(() => undefined);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function synthesizedWith(
  change: (lists: { technicians: YAMLSeq; tenants: YAMLSeq }) => void,
): Promise<Synthesized> {
  const document = parseDocument(readFileSync('config/example.yaml', 'utf8'));
  const [technicians, tenants] = [document.get('technicians'), document.get('tenants')];
  if (!isSeq(technicians) || !isSeq(tenants)) throw new Error('the example lacks a list');
  change({ technicians, tenants });
  const [file, assembly] = [join(folder, 'estate.yaml'), join(folder, 'cdk.out')];
  writeFileSync(file, String(document));
  await synthesize(file, assembly);
  const names = readdirSync(assembly);
  const templates = names.filter((name) => name.endsWith('.template.json'));
  return {
    resources: Object.assign(
      {},
      ...templates.map((name) => template.parse(JSON.parse(readFileSync(join(assembly, name), 'utf8'))).Resources),
    ),
    code: names
      .filter((name) => /^asset\.[0-9a-f]+$/.test(name))
      .flatMap((name) => digestsIn(join(assembly, name)))
      .sort(),
  };
}

const digestsIn = (path: string) =>
  readdirSync(path).map(
    (name) =>
      `${name} ${createHash('sha256')
        .update(readFileSync(join(path, name)))
        .digest('hex')}`,
  );

/** Resources that came, went or changed: their types. */
function changedTypes({ resources }: Synthesized): readonly string[] {
  const ids = new Set([...Object.keys(before.resources), ...Object.keys(resources)]);
  return [...ids]
    .filter((id) => !isDeepStrictEqual(before.resources[id], resources[id]))
    .map((id) => (resources[id] ?? before.resources[id])?.Type ?? '')
    .sort();
}

const NEW_TECHNICIAN = {
  name: 'Dana Novak',
  mail: 'dana@northwind.example',
  objectId: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b04',
  tenants: 'all',
};
const NEW_TENANT = {
  name: 'tailspin',
  displayName: 'Tailspin Toys',
  tenantId: 'a1b2c3d4-0000-4000-8000-000000000001',
  breakGlass: { accounts: ['bg1@tailspin.example'] },
};
const last = (tenants: YAMLSeq): YAMLMap => {
  const tenant = tenants.items.at(-1);
  if (!isMap(tenant)) throw new Error('the example has no tenant');
  return tenant;
};

describe('what a change of the estate changes in the templates', () => {
  test('one technician more: one resource', async () => {
    const after = await synthesizedWith(({ technicians }) => technicians.add(NEW_TECHNICIAN));
    expect(changedTypes(after)).toEqual(['Custom::Estate']);
    expect(after.code).toEqual(before.code);
  });

  test('one tenant more: one resource', async () => {
    const after = await synthesizedWith(({ tenants }) => tenants.add(NEW_TENANT));
    expect(changedTypes(after)).toEqual(['Custom::Estate']);
    expect(after.code).toEqual(before.code);
  });

  test('a longer change window: how long workflows wait for it', async () => {
    const after = await synthesizedWith(({ tenants }) =>
      last(tenants).set('changeWindow', { days: ['sunday'], from: '01:00', to: '02:00', timeZone: 'Europe/London' }),
    );
    expect(new Set(changedTypes(after))).toEqual(new Set(['AWS::StepFunctions::StateMachine', 'Custom::Estate']));
    expect(after.code).toEqual(before.code);
  });
});
