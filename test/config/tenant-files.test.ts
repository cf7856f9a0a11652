import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isMap, isSeq, parseDocument, stringify } from 'yaml';
import { loadEstate } from '../../config/load-estate.ts';

const example = readFileSync('config/example.yaml', 'utf8');
const whole = loadEstate('config/example.yaml');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenant-files-'));
  mkdirSync(join(folder, 'tenants'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string) => join(folder, name);
const write = (name: string, text: string) => writeFileSync(inFolder(name), text);

/** The example in files of its own: `a.yaml`, `b.yaml`, … */
function divided(): void {
  const document = parseDocument(example);
  const tenants = document.get('tenants');
  if (!isSeq(tenants) || !isMap(document.contents)) throw new Error('the example has no tenants');
  for (const [i, tenant] of tenants.items.entries()) write(`tenants/${'abc'[i]}.yaml`, stringify(tenant));
  document.delete('tenants');
  write('estate.yaml', String(document));
}
const change = (name: string, from: string | RegExp, to: string) => {
  const text = readFileSync(inFolder(name), 'utf8');
  expect(text).toMatch(from);
  write(name, text.replace(from, to));
};
/** Problems, with the folder left out of their paths. */
function problems(path = folder): readonly string[] {
  const loaded = loadEstate(path);
  return 'problems' in loaded ? loaded.problems.map((each) => each.replaceAll(`${folder}/`, '')) : [];
}

describe('an estate with a file for each tenant', () => {
  test('is the same estate, by its folder and by its file', () => {
    divided();
    expect(loadEstate(folder)).toMatchObject(whole);
    expect(loadEstate(inFolder('estate.yaml'))).toMatchObject(whole);
  });

  test('has its tenants in the order of the names of their files', () => {
    divided();
    writeFileSync(inFolder('tenants/0.yml'), readFileSync(inFolder('tenants/c.yaml')));
    rmSync(inFolder('tenants/c.yaml'));
    const [one, two] = [loadEstate(folder), whole].map((each) =>
      'estate' in each ? each.estate.tenants.map(({ name }) => name) : [],
    );
    expect(one).toEqual([two?.[2], two?.[0], two?.[1]]);
  });

  test('names file, line and the path within it', () => {
    divided();
    change('tenants/b.yaml', /tenantId: \S+/, 'tenantId: fabrikam');
    change('tenants/c.yaml', 'breakGlass:', 'breakGlas:');
    expect(problems()).toEqual([
      expect.stringMatching(/^tenants\/b\.yaml:\d+: tenantId must be an Entra tenant id .* got 'fabrikam'$/),
      expect.stringMatching(/^tenants\/c\.yaml:\d+: breakGlass must be an object, but it is missing$/),
      expect.stringMatching(/^tenants\/c\.yaml:\d+: breakGlas is not a known field; did you mean 'breakGlass'\?$/),
    ]);
  });

  test('tells problems of all files at once, those of the MSP first', () => {
    divided();
    change('estate.yaml', 'windowHours: 48', 'windowHours: no');
    change('tenants/a.yaml', /displayName: .*/, 'displayName: ""');
    expect(problems().map((each) => each.split(':')[0])).toEqual(['estate.yaml', 'tenants/a.yaml']);
  });

  test('finds one tenant in two files', () => {
    divided();
    write('tenants/copy.yaml', readFileSync(inFolder('tenants/a.yaml'), 'utf8'));
    expect(problems().filter((each) => each.startsWith('tenants/copy.yaml:') && /unique/.test(each))).toHaveLength(2);
  });

  test.each([
    ['', /tenants\/d\.yaml:1: the file must be an object, got null/],
    ['- name: x\n', /tenants\/d\.yaml:1: the file must be an object, got a list of 1/],
    ['name: [', /tenants\/d\.yaml:\d+: /],
  ])('refuses a file that holds %j', (text, message) => {
    divided();
    write('tenants/d.yaml', text);
    expect(problems().join('\n')).toMatch(message);
  });

  test('overlooks no tenant: none in the file besides, and none in a folder', () => {
    divided();
    write('estate.yaml', example);
    expect(problems()[0]).toMatch(
      /^estate\.yaml:\d+: tenants stand here, and in files of their own \(tenants\/a\.yaml, .*\): keep one of both$/,
    );
    mkdirSync(inFolder('tenants/more'));
    expect(problems()).toEqual(['tenants/more: is a folder; files of tenants lie in tenants itself']);
  });

  test('leaves other files in the folder alone', () => {
    divided();
    write('tenants/README.md', '# Customers');
    write('tenants/.hidden.yaml', 'x');
    expect(problems()).toEqual([]);
  });

  test('warns of a value that a comment cuts, with its file', () => {
    divided();
    change('tenants/b.yaml', /displayName: .*/, 'displayName: Smith #1 Ltd');
    const loaded = loadEstate(folder);
    expect('warnings' in loaded ? loaded.warnings : []).toEqual([
      expect.stringMatching(/tenants\/b\.yaml:\d+:\d+: warning: displayName is 'Smith'/),
    ]);
  });
});

test('a folder without estate.yaml says what it lacks', () => {
  expect(problems()).toEqual(['estate.yaml: does not exist; a folder of an estate holds a file of this name']);
});

test('an estate without tenants, and without files of them, lacks them', () => {
  divided();
  rmSync(inFolder('tenants'), { recursive: true });
  expect(problems()[0]).toMatch(/^estate\.yaml:\d+: tenants must be an array, but it is missing$/);
});
