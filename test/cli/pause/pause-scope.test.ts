import { expect, test } from '@jest/globals';
import { chosenScope } from '../../../cli/pause/chosen-scope.ts';
import { pauseLines } from '../../../cli/pause/pause-text.ts';
import { CONTOSO, CYCLE, estate } from '../../lambda/usecases/in-memory.ts';

test('exactly one of a tenant, a class and everything is chosen', () => {
  expect(chosenScope(estate, { tenant: 'contoso', all: false })).toEqual({ of: 'tenant', tenantId: CONTOSO });
  expect(chosenScope(estate, { class: 'service', all: false })).toEqual({ of: 'class', class: 'service' });
  expect(chosenScope(estate, { all: true })).toEqual({ of: 'everything' });
});

test.each([
  ['nothing', { all: false }, ['give exactly one of']],
  ['two things', { all: true, tenant: 'contoso' }, ['give exactly one of']],
  [
    'all that is wrong at once',
    { all: true, tenant: 'x', class: 'y' },
    ['give exactly one of', "no tenant 'x'", "got 'y'"],
  ],
])('%s: what is wrong is told', (_, options, sentences) => {
  for (const each of sentences) expect(() => chosenScope(estate, options)).toThrow(each);
});

const NOW = new Date('2026-12-07T09:00:00.000Z');

test('a pause is told with who and why, and nothing in it can move the cursor', () => {
  const pause = {
    scope: { of: 'tenant', tenantId: CONTOSO },
    since: '2026-12-07T08:00:00.000Z',
    by: { kind: 'operator', name: 'arn:aws:iam::123456789012:user/ada' },
    reason: 'looks \u001b[2Jstrange',
  } as const;
  const [line] = pauseLines(estate, [pause], NOW);
  expect(line).toContain(
    'Paused since 2026-12-07T08:00:00.000Z: Contoso Ltd, by arn:aws:iam::123456789012:user/ada: looks',
  );
  expect(line).not.toContain('\u001b');
});

test("a contact's stop is told until there is nothing left that it could stop", () => {
  const stop = {
    scope: { of: 'tenant-in-cycle', cycleId: CYCLE, tenantId: CONTOSO },
    since: '2026-12-07T08:00:00.000Z',
    by: { kind: 'contact', name: 'Clara Contoso', tenantId: CONTOSO },
    reason: 'stocktaking',
  } as const;
  const lines = (until: string) => pauseLines(estate, [{ ...stop, until }], NOW);
  expect(lines('2026-12-07T09:00:00.001Z')).toHaveLength(1);
  expect(lines('2026-12-07T09:00:00.000Z')).toEqual([]);
});
