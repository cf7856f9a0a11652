import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Clone, notReady, releasesIn } from '../../release/readiness.ts';

const changelog = '# Changelog\n\n## Unreleased\n\n## 1.3.0 - 2027-02-01\n\n- One thing.\n\n## 1.2.0 - 2027-01-04\n';
const ready: Clone = { version: '1.3.0', changelog, changedFiles: [], tags: ['v1.2.0'], isKept: true };

test('nothing is in the way of a release whose changelog, fixtures and commit are made', () => {
  expect(notReady(ready)).toEqual([]);
});

test.each<[string, Partial<Clone>, RegExp]>([
  ['another version', { version: '1.4.0' }, /must be "## 1\.4\.0 - <date>"/],
  [
    'a changelog that ends before it',
    { changelog: '## Unreleased\n\n## 1.2.0 - 2027-01-04\n' },
    /must be "## 1\.3\.0 - <date>"/,
  ],
  [
    'something new',
    { changelog: changelog.replace('## Unreleased', '## Unreleased\n\n- More.') },
    /belongs to 1\.3\.0/,
  ],
  ['no fixtures', { isKept: false }, /npm run fixtures/],
  ['its tag', { tags: ['v1.3.0'] }, /v1\.3\.0 exists/],
  ['changed files', { changedFiles: ['lib/kms-keys.ts'] }, /lib\/kms-keys\.ts/],
])('%s is in the way', (_, changed, sentence) => {
  expect(notReady({ ...ready, ...changed })).toEqual([expect.stringMatching(sentence)]);
});

describe('this clone', () => {
  const packageOf = (folder: string) =>
    z
      .object({ version: z.string().regex(/^\d+\.\d+\.\d+$/) })
      .parse(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')));
  const { version } = packageOf('.');
  const inOrder = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });

  test('the lock names the version that package.json names', () => {
    const lock = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
    expect(lock.version).toBe(version);
  });

  test('the changelog begins with what is not released, and goes on from the newest release, which is no newer than the version', () => {
    const text = readFileSync('CHANGELOG.md', 'utf8');
    expect(/^## .+$/m.exec(text)?.[0]).toBe('## Unreleased');
    const released = releasesIn(text).releases.map((each) => each.version);
    expect(released).toEqual(released.toSorted(inOrder).toReversed());
    expect([version, ...released].toSorted(inOrder).at(-1)).toBe(version);
  });

  test('each command of the page about releases is there', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    const named = [...readFileSync('docs/releasing.md', 'utf8').matchAll(/npm run ([\w:]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(named).toContain('fixtures');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
