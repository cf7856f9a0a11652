import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { estateSchema } from '../../config/estate.ts';
import { functionTable } from '../../contract/functions.ts';
import { calledByWorkflows } from './called-by-workflows.ts';
import { forms, readElsewhere } from './forms.ts';
import { current, isReleased, kept, keptIn, versions } from './kept-releases.ts';
import { beforeItExpires, locator, purposes, readLink } from './link-addresses.ts';
import { placesOfRows } from './places-of-rows.ts';

/**
 * This release reads what each release before it left behind (ADR 56). Only of the release that is being made may a file here be written anew:
 * `npm run fixtures`.
 */
const all = forms();

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
const members = z.record(z.string(), z.unknown());
/** Texts of JSON within a row may have their members in another order. */
const unfolded = (value: unknown) =>
  members.parse(
    JSON.parse(JSON.stringify(value), (_, each) =>
      typeof each === 'string' && /^[{[]/.test(each) ? JSON.parse(each) : each,
    ),
  );
/** A file of a release, which must be there. */
const fileOf = (version: string, file: string): unknown => JSON.parse(kept(version, file) ?? 'null');

const NEXT = 'give package.json the version of the next release, and run "npm run fixtures"';

describe('guards', () => {
  test('whatever is stored in a form of its own is kept', () => {
    const missing = all.filter(({ file }) => kept(current, file) === undefined).map(({ file }) => file);
    expect({ missing, 'what to do': 'npm run fixtures' }).toEqual({ missing: [], 'what to do': 'npm run fixtures' });
    expect(all.length).toBeGreaterThan(35);
  });

  test('whatever is read across releases has its form', () => {
    const sources = readdirSync('lambda', { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    const readers = sources
      .map((name) => join('lambda', name))
      .filter((file) => readFileSync(file, 'utf8').includes('readAcrossReleases('))
      .filter((file) => !/newer-fields\.ts$|row-kind\.ts$/.test(file));
    expect(readers.toSorted()).toEqual(Object.keys(readElsewhere).toSorted());
  });

  test('whatever a workflow passes to a function in a form of its own has its form', () => {
    // Asked for by a schedule or a person, each time anew: nothing of an earlier release is under way.
    const askedForAnew = ['checking-vault-event.ts', 'inspecting-event.ts', 'watching-event.ts'];
    const source = readFileSync('test/kept/forms.ts', 'utf8');
    const files = readdirSync('lambda/runtime/events').filter((name) => !source.includes(`/events/${name}'`));
    expect(files.toSorted()).toEqual(askedForAnew);
  });

  test('a row that has lost a field, or whose field has another type, is noticed', () => {
    const rotation = all.find(({ file }) => file === 'rows/rotation.jsonl');
    const [line = '{}'] = rotation?.written() ?? [];
    expect(() => rotation?.again(line.replace('"decideBefore":', '"decideUntil":'))).toThrow(/decideBefore/);
    expect(() => rotation?.again(line.replace('"closed":true', '"closed":1'))).toThrow(/closed/);
  });

  test('what was kept of a release that has a date is what its own code stores', () => {
    const differ = (version: string) =>
      all.filter(({ file, written }) => kept(version, file) !== `${written().join('\n')}\n`);
    expect(differ('0.0.0')).toHaveLength(all.length);
    const ownRelease = versions.filter((each) => each === current && isReleased(each));
    expect({ differ: ownRelease.flatMap(differ), 'what to do': NEXT }).toEqual({ differ: [], 'what to do': NEXT });
  });

  test('every release with a date has a folder', () => {
    const dated = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## (\d+\.\d+\.\d+) - /gm)].map(
      ([, each]) => each,
    );
    expect(dated.filter((each) => !versions.includes(each ?? ''))).toEqual([]);
    expect(versions.filter((each) => each !== current && !isReleased(each))).toEqual([]);
  });
});

describe.each(versions)('what release %s left behind', (version) => {
  test.each(all.map(({ file, again }) => [file, again] as const))(
    '%s is read, and nothing of it is left out',
    (file, again) => {
      for (const line of linesOf(kept(version, file) ?? '')) {
        expect(unfolded(again(line))).toMatchObject(unfolded(JSON.parse(line)));
      }
    },
  );

  test('no form is forgotten', () => {
    const known = all.map(({ file }) => file);
    const files = ['rows', 'queues', 'events'].flatMap((folder) => keptIn(version, folder));
    expect(files.filter((each) => !known.includes(each))).toEqual([]);
  });

  test('rows are found where they lie', () => {
    expect(placesOfRows()).toMatchObject(members.parse(fileOf(version, 'places.json')));
  });

  test('links in mails lead where they led', async () => {
    const addresses = z.record(z.string(), z.string()).parse(fileOf(version, 'links.json'));
    const routes = Object.values(functionTable).flatMap((each) => Object.keys(each.routes ?? {}));
    expect(Object.keys(addresses).length).toBeGreaterThan(2);
    for (const purpose of purposes) {
      const address = addresses[purpose] ?? '';
      expect(await readLink(purpose, address)).toEqual(locator);
      expect(routes).toContain(new URL(address).pathname.replace(/[^/]+$/, '{locator}'));
      expect(
        await readLink(
          purpose,
          address.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
        ),
      ).toBeUndefined();
    }
    expect(beforeItExpires.getTime() / 1000).toBeLessThan(locator.expiresAt);
  });

  test('what its workflows call is there: those that run go on as they were drawn', () => {
    const names = z.array(z.string());
    const called = z.object({ functions: names, machines: names }).parse(fileOf(version, 'called.json'));
    expect(calledByWorkflows.functions).toEqual(expect.arrayContaining(called.functions));
    expect(calledByWorkflows.machines).toEqual(expect.arrayContaining(called.machines));
  });

  test('its estate is read by new code before the new estate is in force', () => {
    expect(estateSchema.safeParse(fileOf(version, 'estate.json'))).toMatchObject({ success: true });
  });
});
