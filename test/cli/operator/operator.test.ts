import { expect, test } from '@jest/globals';
import { readEstateFile, tenantsNamed } from '../../../cli/operator/estate-file.ts';
import { progressOf } from '../../../cli/operator/progress.ts';
import { columns } from '../../../cli/operator/terminal-text.ts';
import { printable } from '../../../lambda/domain/text/printable.ts';

test('an unknown tenant is refused, never left out quietly', () => {
  const estate = readEstateFile('config/example.yaml');
  expect(tenantsNamed(estate, []).map(({ name }) => name)).toEqual(['contoso', 'fabrikam', 'adventure-works']);
  expect(tenantsNamed(estate, ['fabrikam']).map(({ name }) => name)).toEqual(['fabrikam']);
  expect(() => tenantsNamed(estate, ['fabrikam', 'contosso'])).toThrow('no tenant contosso; it has contoso');
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
