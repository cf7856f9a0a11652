import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { anyFunctionNames } from '../../contract/functions.ts';
import { bundleFunctions } from '../../lib/bundles.ts';
import { exampleEstate } from '../config/example-estate.ts';
import { fixtureHandlers } from './fixture-handlers.ts';
import { resourcesOf, synthesizedWith } from './synthesized.ts';

const estate = exampleEstate();
const names = anyFunctionNames;
const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

/** The real handlers, bundled into a folder. */
function bundled(handlers = 'lambda/handlers'): string {
  const output = join(newFolder(), 'output');
  bundleFunctions({ handlers, output });
  return output;
}

/** In the repository, so that they find their packages; in no folder of packages, which are bundled by other rules. */
function copiedSources(): string {
  mkdirSync('.local', { recursive: true });
  const copy = mkdtempSync(join('.local', 'sources-'));
  folders.push(copy);
  for (const room of ['lambda', 'config', 'contract']) cpSync(room, join(copy, room), { recursive: true });
  return copy;
}

/** Of all files but source maps, which name where the sources lie below the folder of the build. */
const digestOf = (folder: string) => {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter(
    (each) => each.isFile() && !each.name.endsWith('.map'),
  );
  for (const path of files.map((each) => join(each.parentPath, each.name)).sort()) {
    hash.update(path.slice(folder.length)).update(readFileSync(path));
  }
  return hash.digest('hex');
};

/**
 * The page about evidence reads checkpoints where nobody can change them, with the client of S3, which is 200 KB. It is compiled when it is
 * used: loading the whole takes as long as loading `credential-page` does, within what runs differ.
 */
const LARGEST_BYTES: Readonly<Partial<Record<(typeof names)[number], number>>> = { portal: 860_000 };

describe('the bundles of the real handlers', () => {
  const output = bundled();
  const again = bundled(join(copiedSources(), 'lambda/handlers'));

  test('are the same bytes, wherever their sources lie and wherever they are written', () => {
    expect(digestOf(again)).toBe(digestOf(output));
  });

  test.each(names)('%s: code, source map, version and kind of module, and nothing of this machine', (name) => {
    expect(readdirSync(join(output, name)).sort()).toEqual([
      'code-version.json',
      'index.js',
      'index.js.map',
      'package.json',
    ]);
    for (const file of ['index.js', 'index.js.map']) {
      const text = readFileSync(join(output, name, file), 'utf8');
      expect(text.includes(process.cwd())).toBe(false);
      expect(text.includes(`${tmpdir()}/bundles-`)).toBe(false);
    }
  });

  test.each(names)('%s starts fast: its code is no larger than it must be', (name) => {
    expect(readFileSync(join(output, name, 'index.js')).length).toBeLessThan(LARGEST_BYTES[name] ?? 620_000);
  });

  test('are CommonJS wherever they lie, also inside a project of ES modules such as this one', () => {
    for (const name of names) {
      expect(JSON.parse(readFileSync(join(output, name, 'package.json'), 'utf8'))).toEqual({ type: 'commonjs' });
    }
  });

  test('name their code: the same text in each, made of nothing but the code', () => {
    const versions = new Set(names.map((name) => readFileSync(join(output, name, 'code-version.json'), 'utf8')));
    expect([...versions]).toEqual([expect.stringMatching(/^"\d+\.\d+\.\d+-[0-9a-f]{16}"$/)]);
  });

  test('keep the names by which workflows catch errors', () => {
    expect(readFileSync(join(output, 'reset-password', 'index.js'), 'utf8')).toContain('ResetOutcomeUnknown');
  });
});

test('a missing handler is named, and nothing is bundled', () => {
  const folder = newFolder();
  const handlers = fixtureHandlers(folder);
  unlinkSync(join(handlers, 'remind.ts'));
  unlinkSync(join(handlers, 'notify.ts'));
  const output = join(folder, 'output');
  expect(() => bundleFunctions({ handlers, output })).toThrow(/lacks remind\.ts, notify\.ts/);
  expect(readdirSync(folder)).toEqual(['handlers']);
});

test('other code has another version', () => {
  const versionWith = (line: string) => {
    const folder = newFolder();
    const handlers = fixtureHandlers(folder);
    appendFileSync(join(handlers, 'remind.ts'), line);
    bundleFunctions({ handlers, output: join(folder, 'output') });
    return readFileSync(join(folder, 'output', 'notify', 'code-version.json'), 'utf8');
  };
  expect(versionWith('// a comment')).toBe(versionWith(''));
  expect(versionWith('process.title;')).not.toBe(versionWith(''));
});

test('synthesizing twice gives the same assets', () => {
  const handlers = fixtureHandlers(newFolder()); // of the real ones, the bytes are compared above
  const codes = () =>
    resourcesOf(synthesizedWith(estate, handlers), 'AWS::Lambda::Function').map(({ id, Properties }) => [
      id,
      Properties.Code,
    ]);
  expect(codes()).toEqual(codes());
});
