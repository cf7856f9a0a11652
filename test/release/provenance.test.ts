import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { builtOtherwise, provenanceOf } from '../../release/provenance.ts';
import { sha256, subjectsOf } from '../../release/subjects.ts';

let folder: string;
const names = ['portal', 'remind'];
const built = () => subjectsOf(new Map(names.map((name) => [name, join(folder, name)])));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'provenance-'));
  for (const name of names) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.js'), `"${name}";`);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const statement = () =>
  JSON.parse(
    JSON.stringify(
      provenanceOf({
        subjects: built(),
        codeVersion: '1.3.0-0123456789abcdef',
        commit: 'c'.repeat(40),
        lockHash: 'd'.repeat(64),
        node: 'v24.0.0',
      }),
    ),
  );

test('a provenance names each function by the hash of its code, and what it was made of', () => {
  expect(statement()).toMatchObject({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: 'portal/index.js', digest: { sha256: sha256('"portal";') } },
      { name: 'remind/index.js', digest: { sha256: sha256('"remind";') } },
    ],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        externalParameters: { commit: 'c'.repeat(40) },
        resolvedDependencies: [{ digest: { gitCommit: 'c'.repeat(40) } }, { digest: { sha256: 'd'.repeat(64) } }],
      },
    },
  });
});

test('what was built otherwise, or on one side only, is named', () => {
  const provenance = statement();
  expect(builtOtherwise(provenance, built())).toEqual([]);
  writeFileSync(join(folder, 'remind', 'index.js'), '"remind" ;');
  expect(builtOtherwise(provenance, built())).toEqual(['remind/index.js']);
  expect(builtOtherwise(provenance, built().slice(1))).toEqual(['portal/index.js', 'remind/index.js']);
});
