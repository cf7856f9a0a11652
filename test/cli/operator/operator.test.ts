import { afterEach, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { readEstateFile, tenantsNamed } from '../../../cli/operator/estate-file.ts';
import { reasonOption, tenantsOption } from '../../../cli/operator/options.ts';
import { printFailure, printResult } from '../../../cli/operator/output.ts';
import { progressOf } from '../../../cli/operator/progress.ts';
import { columns } from '../../../cli/operator/terminal-text.ts';
import { printable } from '../../../lambda/domain/text/printable.ts';
import { HOSTILE, survivors } from '../../lambda/domain/text/hostile.ts';

test('an unknown tenant is refused, never left out quietly', () => {
  const estate = readEstateFile('config/example.yaml');
  expect(tenantsNamed(estate, []).map(({ name }) => name)).toEqual(['contoso', 'fabrikam', 'adventure-works']);
  expect(tenantsNamed(estate, ['fabrikam']).map(({ name }) => name)).toEqual(['fabrikam']);
  expect(() => tenantsNamed(estate, ['fabrikam', 'contosso'])).toThrow(
    "no tenant 'contosso'; did you mean 'contoso'? It has: contoso, fabrikam",
  );
  const tenants = Array.from({ length: 334 }, () => estate.tenants).flat();
  expect(() => tenantsNamed({ ...estate, tenants }, ['x'])).toThrow(/ and 982 more$/);
  expect(() => readEstateFile('nowhere.yaml')).toThrow('nowhere.yaml: does not exist');
});

test('names cannot command a terminal, and columns line up', () => {
  expect(printable('a\u001b[31mb\nc\u202ed')).toBe('a?[31mb?c?d');
  expect(
    columns(
      [
        ['a', 'Zoë', 'x'],
        ['long', 'b', ''],
      ],
      '  ',
    ),
  ).toEqual(['  a     Zoë  x', '  long  b']);
});

test('progress of many is told now and then, of few not at all', () => {
  const lines: string[] = [];
  for (const total of [19, 25]) {
    const oneDone = progressOf(total, 'tenants read', (line) => lines.push(line));
    for (let n = 0; n < total; n++) oneDone();
  }
  expect(lines).toEqual(['10 of 25 tenants read\n', '20 of 25 tenants read\n', '25 of 25 tenants read\n']);
});

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

test('an error ends a command by its sentence, line by line, and cannot command the terminal', () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  printFailure(new Error('two problems\nzoe\u001b[2J@x.example: taken'));
  expect(write.mock.calls).toEqual([['rotation: two problems\nzoe?[2J@x.example: taken\n']]);
  expect(process.exitCode).toBe(1);
});

test.each([true, false])(
  'what a command prints cannot command the terminal; as JSON it has the same value (JSON: %s)',
  (json) => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const result = { name: HOSTILE, list: [`two\nlines${HOSTILE}`] };
    printResult(json, result, `a\n${HOSTILE}\n`);
    const printed = String(write.mock.calls[0]?.[0]);
    expect(survivors(printed)).toEqual([]);
    if (json) expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(result)));
    else expect(printed.split('\n')).toHaveLength(3);
  },
);

test('tenants are all where none is named, and a reason is one line of no more than 500 characters', () => {
  const parsed = (...args: string[]) =>
    new Command()
      .addOption(tenantsOption())
      .addOption(reasonOption('why'))
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .parse(args, { from: 'user' })
      .opts();
  expect(parsed()).toEqual({ tenant: [] });
  expect(parsed('--tenant', 'a', 'b', '--reason', ' a technician\nleft ')).toEqual({
    tenant: ['a', 'b'],
    reason: 'a technician left',
  });
  expect(() => parsed('--reason', 'x'.repeat(501))).toThrow('at most 500 characters, has 501');
});
