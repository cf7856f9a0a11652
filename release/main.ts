import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { CODE_VERSION_FILE } from '../contract/variables.ts';
import { bundleFunctions } from '../lib/bundles.ts';
import { builtOtherwise, provenanceOf } from './provenance.ts';
import { notReady, tagOf } from './readiness.ts';
import { sha256, subjectsOf } from './subjects.ts';

/**
 * `npm run release`: writes the list of components and the provenance of a release, where nothing is in its way.
 * `npm run release -- verify FILE`: builds these sources, and compares them with a provenance. See docs/releasing.md.
 */

/** Something is in the way, or was built otherwise. */
const NOT_SO = 1;

const text = (command: string, ...words: readonly string[]) =>
  execFileSync(command, words, { encoding: 'utf8' }).trim();
const linesOf = (output: string) => output.split('\n').filter((line) => line !== '');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));

function built() {
  const output = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const bundles = bundleFunctions({ handlers: 'lambda/handlers', output });
    const [anyFolder = output] = bundles.values();
    const codeVersion = z.string().parse(JSON.parse(readFileSync(join(anyFolder, CODE_VERSION_FILE), 'utf8')));
    return { subjects: subjectsOf(bundles), codeVersion };
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function end(problems: readonly string[]): never {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(NOT_SO);
}

function verify(file: string): void {
  const { subjects, codeVersion } = built();
  const others = builtOtherwise(JSON.parse(readFileSync(file, 'utf8')), subjects);
  if (others.length > 0) end([`built otherwise here: ${others.join(', ')}`]);
  process.stdout.write(`${subjects.length} functions are the same bytes: ${codeVersion}\n`);
}

function release(): void {
  const problems = notReady({
    version,
    changelog: readFileSync('CHANGELOG.md', 'utf8'),
    changedFiles: linesOf(text('git', 'status', '--porcelain')).map((line) => line.slice(3)),
    tags: linesOf(text('git', 'tag', '--list')),
    isKept: existsSync(join('test/kept', version)),
  });
  if (problems.length > 0) end(problems);
  const commit = text('git', 'rev-parse', 'HEAD');
  const lockHash = sha256(readFileSync('package-lock.json'));
  const provenance = provenanceOf({ ...built(), commit, lockHash, node: process.version });
  const folder = join('.local', `release-${version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'provenance.json'), `${JSON.stringify(provenance, undefined, 2)}\n`);
  writeFileSync(join(folder, 'sbom.json'), `${text('npm', 'sbom', '--omit=dev', '--sbom-format=cyclonedx')}\n`);
  process.stdout.write(`${folder}: sbom.json and provenance.json. Now: git tag -s ${tagOf(version)}\n`);
}

const [command, file] = process.argv.slice(2);
if (command === undefined) release();
else if (command === 'verify' && file !== undefined) verify(file);
else end(['npm run release, or npm run release -- verify FILE']);
