import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { explained, missedByNothing, told } from './everything/grants.ts';
import { doEverything, type Everything } from './everything/run.ts';
import { allowedPlaces } from './leaks/allowed-places.ts';
import { type Scan, scan } from './leaks/scan.ts';
import { searchFor } from './leaks/search.ts';

/** What must hold when the product has done everything that it does: no grant was too many (R10), and no secret got about (R4). */

const folder = mkdtempSync(join(tmpdir(), 'rotation-everything-'));
afterAll(() => (process.env.CRASH_KEEP === '1' ? undefined : rmSync(folder, { recursive: true, force: true })));

const print = (line: string) => process.stdout.write(`${line}\n`);

let done: Everything;
let searched: Scan;
const found = () =>
  [...searched.expected].flatMap(([place, counts]) => [...counts].map(([kind, count]) => ({ place, kind, count })));
beforeAll(async () => {
  done = await doEverything(folder);
  searched = scan(done.out, done.wiretap.secrets.all);
}, 3_600_000);

describe('least privilege', () => {
  test('every grant was needed, or is explained', () => {
    const unexplained = done.unused.map(told).filter((each) => !explained.some(({ grant }) => grant.test(each)));
    expect(unexplained).toEqual([]);
  });

  test('no explanation is out of date', () => {
    const unused = done.unused.map(told);
    expect(explained.filter(({ grant }) => !unused.some((each) => grant.test(each)))).toEqual([]);
  });

  test('without any one grant, something is denied', () => {
    const unused = new Set(done.unused.map(told));
    expect(missedByNothing(done.roles, done.uses, (grant) => !unused.has(grant))).toEqual([]);
  });

  test('no role may do anything by a wildcard', () => {
    const wide = done.roles.flatMap(({ name, statements }) =>
      statements
        .filter(({ effect }) => effect !== 'Deny')
        .flatMap(({ actions }) => actions.filter((each) => each.includes('*')).map((each) => `${name}: ${each}`)),
    );
    expect(wide).toEqual([]);
  });
});

test('every audit record became an event at the webhook', () => {
  const idsIn = (file: string, event: (line: string) => { readonly id: string }) =>
    [
      ...new Set(
        readFileSync(join(done.out, file), 'utf8')
          .trim()
          .split('\n')
          .map((line) => event(line).id),
      ),
    ].sort();
  const rows = z.array(z.looseObject({ chain: z.string(), sequence: z.number() }));
  const recorded = rows.parse(JSON.parse(readFileSync(join(done.out, 'tables', 'audit.json'), 'utf8')));
  const ids = recorded.map(({ chain, sequence }) => `${chain}/${sequence}`).sort();
  expect(idsIn('inbox/webhook.jsonl', (line) => JSON.parse(line))).toEqual(ids);
});

describe('no leak', () => {
  test('a secret is nowhere but where it must be', () => {
    print(`searched ${searched.files} files, ${(searched.bytes / 1e6).toFixed(1)} MB, for`);
    for (const [kind, count] of Object.entries(done.wiretap.secrets.counts())) print(`  ${count} × ${kind}`);
    print('found where they must be:');
    for (const { place, kind, count } of found()) print(`  ${count} × ${kind} in ${place.files.source}: ${place.why}`);
    print(`found elsewhere: ${searched.leaks.length}`);
    expect(searched.leaks).toEqual([]);
  });

  test('every allowed place is needed for each of its kinds', () => {
    const needed = new Set(found().map(({ place, kind }) => `${kind} in ${place.files.source}`));
    const allowed = allowedPlaces
      .filter(({ rare }) => rare !== true)
      .flatMap(({ kinds, files }) => kinds.map((kind) => `${kind} in ${files.source}`));
    expect(allowed.filter((each) => !needed.has(each))).toEqual([]);
  });

  test('no link has shown a password twice', () => {
    const isShown = searchFor(
      [...done.wiretap.secrets.all].flatMap(([each, kind]) => (kind === 'password' ? each : [])),
    );
    const pages = readdirSync(join(done.out, 'pages')).map((file) => readFileSync(join(done.out, 'pages', file)));
    const shown = pages.reduce((sum, page) => sum + isShown(page).size, 0);
    const views = readFileSync(join(done.out, 'tables', 'audit.json'), 'utf8').split('"link.revealed"').length - 1;
    expect(shown).toBeGreaterThan(10);
    expect(shown).toBe(views);
  });
});
