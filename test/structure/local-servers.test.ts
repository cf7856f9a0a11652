import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** What local servers must not forget, in every file of the emulators and of `npm start`: they hold passwords in plain text. */

const sources = ['packages', 'local'].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?ts$/.test(name) && !/(^|\/)(test|node_modules)\//.test(name))
    .map((name) => ({ name: join(room, name), text: readFileSync(join(room, name), 'utf8') })),
);

/** The places of a pattern that are not followed by what must follow, as `file: text`. */
const breaches = (pattern: RegExp, allowed: RegExp, except: readonly string[] = []) =>
  sources
    .filter(({ name }) => !except.includes(name))
    .flatMap(({ name, text }) =>
      [...text.matchAll(pattern)]
        .map(({ index, 0: found }) => ({ found, after: text.slice(index + found.length) }))
        .filter(({ after }) => !allowed.test(after))
        .map(({ found }) => `${name}: ${found}`),
    );

test('there are sources to look at', () => expect(sources.length).toBeGreaterThan(100));

test('every server answers under its own name only', () => {
  expect(breaches(/createServer\(|\.on\(\s*'request',/g, /^\s*(?:\)|underOwnName\()/)).toEqual([]);
});

test('every server listens on this machine only, by one function', () => {
  expect(breaches(/\.listen\(/g, /^never$/, ['packages/loopback/listen.ts'])).toEqual([]);
});

test('every folder of an emulator is private', () => {
  const makers = ['packages/loopback/private-folder.ts', 'packages/loopback/stored-file.ts'];
  // A helper of tests, in their temporary folder.
  const helpers = ['packages/local-aws/step-functions/with-stubs.ts'];
  expect(breaches(/\bmkdir(?:Sync)?\(/g, /^never$/, [...makers, ...helpers])).toEqual([]);
});

test('every file that an emulator writes is private', () => {
  const written = sources
    .filter(({ name }) => name.startsWith('packages/'))
    .flatMap(({ name, text }) =>
      [...text.matchAll(/\b(?:writeFile|writeFileSync|appendFileSync|createWriteStream)\([\s\S]*?\);/g)].map(
        ([call]) => ({
          name,
          call,
        }),
      ),
    );
  expect(written.length).toBeGreaterThan(3);
  expect(written.filter(({ call }) => !call.includes('OWN_FILE'))).toEqual([]);
});
