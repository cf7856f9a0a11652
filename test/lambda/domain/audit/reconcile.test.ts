import { describe, expect, test } from '@jest/globals';
import { type DirectoryReset, type OurReset, ourResets, reconcile } from '../../../../lambda/domain/audit/reconcile.ts';

const WRITER = 'aaaaaaaa-0000-4000-8000-000000000001';
const NOW = new Date('2026-12-10T12:00:00.000Z');
const SINCE = '2026-11-10T12:00:00.000Z';
const options = { writerClientId: WRITER, since: SINCE, now: NOW };

const our = (more: Partial<OurReset> = {}): OurReset => ({
  rotationId: 'r1',
  accountId: 'acc-1',
  userPrincipalName: 'svc@contoso.example',
  attempts: ['2026-12-07T08:00:00.000Z'],
  requestIds: ['client-1', 'graph-1'],
  succeeded: true,
  ...more,
});
const theirs = (more: Partial<DirectoryReset> = {}): DirectoryReset => ({
  id: 'Directory_1',
  at: '2026-12-07T08:00:02Z',
  activity: 'Reset user password',
  correlationId: 'client-1',
  accountId: 'acc-1',
  userPrincipalName: 'svc@contoso.example',
  by: { kind: 'app', appId: WRITER, name: 'Rotation writer' },
  ...more,
});
const PERSON = { kind: 'person', id: 'p', name: 'mallory@contoso.example' } as const;
const nothing = { matched: 0, foreign: [], unrecorded: [], ofOthers: 0, notShown: [], notYetShown: 0 };

describe('a reset that both know', () => {
  test.each([
    ['by the name of our request', theirs()],
    ['by the name that Graph gave it, in other letters', theirs({ correlationId: 'GRAPH-1' })],
    ['by its time, where Entra names no request', theirs({ correlationId: undefined })],
    ['by its time, where Entra names another', theirs({ correlationId: 'x', at: '2026-12-07T08:14:59Z' })],
    ['by its time, with a clock that is behind', theirs({ correlationId: 'x', at: '2026-12-07T07:55:00Z' })],
    ['whoever is said to have done it, when the request is ours', theirs({ by: { kind: 'unknown' } })],
    [
      'with ids in other letters',
      theirs({ accountId: 'ACC-1', by: { kind: 'app', appId: WRITER.toUpperCase(), name: '' } }),
    ],
  ])('is matched %s', (_, each) => {
    expect(reconcile([our()], [each], options)).toEqual({ ...nothing, matched: 1 });
  });

  test('counts once, however often the same password was applied', () => {
    const twice = our({ attempts: ['2026-12-07T08:00:00.000Z', '2026-12-07T08:20:00.000Z'] });
    const shown = [theirs(), theirs({ correlationId: 'x', at: '2026-12-07T08:20:01Z' })];
    expect(reconcile([twice], shown, options)).toEqual({ ...nothing, matched: 1 });
  });
});

describe('a reset that we did not make', () => {
  test('is told with who did, where we rotate the account', () => {
    const each = theirs({ by: PERSON, correlationId: 'x', at: '2026-12-08T09:00:00Z' });
    expect(reconcile([our()], [theirs(), each], options)).toEqual({ ...nothing, matched: 1, foreign: [each] });
  });

  test('is told even in the same minute as ours', () => {
    const each = theirs({ by: PERSON, correlationId: 'x', at: '2026-12-07T08:00:03Z' });
    expect(reconcile([our()], [theirs(), each], options)).toMatchObject({ matched: 1, foreign: [each] });
  });

  test('is told where another app did it, of whatever name', () => {
    const each = theirs({ by: { kind: 'app', appId: 'other', name: 'Rotation writer' }, correlationId: 'x' });
    expect(reconcile([our()], [theirs(), each], options)).toMatchObject({ foreign: [each] });
  });

  test('is counted alone where we have never rotated the account', () => {
    const each = theirs({ by: PERSON, accountId: 'person', correlationId: 'x' });
    expect(reconcile([our()], [theirs(), each], options)).toEqual({ ...nothing, matched: 1, ofOthers: 1 });
  });
});

describe('a reset by our own app that no record tells of', () => {
  test.each([
    ['of an account that we never rotated', theirs({ accountId: 'other', correlationId: 'x' })],
    ['a moment after a request of ours can take effect', theirs({ correlationId: 'x', at: '2026-12-07T08:15:01Z' })],
    ['a moment before it', theirs({ correlationId: 'x', at: '2026-12-07T07:54:59Z' })],
    ['under the request of another account', theirs({ accountId: 'other' })],
  ])('is found: %s', (_, each) => {
    expect(reconcile([our()], [theirs(), each], options)).toEqual({ ...nothing, matched: 1, unrecorded: [each] });
  });
});

describe('a second use of our app beside a reset of ours', () => {
  const at = (minute: string, more: Partial<DirectoryReset> = {}) =>
    theirs({ id: `at ${minute}`, correlationId: `x ${minute}`, at: `2026-12-07T08:${minute}:00Z`, ...more });

  test.each([
    ['after it, where Entra names no request of ours', [at('00'), at('04')], 'at 04'],
    ['after it, in whatever order Entra lists them', [at('04'), at('00')], 'at 04'],
    ['after it, where Entra names our request', [theirs(), at('04')], 'at 04'],
    ['before it, where Entra names our request', [at('00', { at: '2026-12-07T07:56:00Z' }), theirs()], 'at 00'],
    [
      'without a name, twice',
      [at('00', { correlationId: undefined }), at('04', { correlationId: undefined })],
      'at 04',
    ],
    ['in the same instant', [at('00'), at('00', { id: 'other', correlationId: 'y' })], 'other'],
  ])('is found: %s', (_, entries, unrecorded) => {
    const found = reconcile([our()], entries, options);
    expect(found).toMatchObject({ matched: 1, foreign: [], notShown: [] });
    expect(found.unrecorded.map(({ id }) => id)).toEqual([unrecorded]);
  });

  test('is not what Entra says of one request in two entries, under one name', () => {
    const entries = [at('00'), at('00', { id: 'other', activity: 'Update PasswordProfile' })];
    expect(reconcile([our()], entries, options)).toEqual({ ...nothing, matched: 1 });
  });

  test('may have the name of a request at another account', () => {
    const other = at('04', { accountId: 'acc-2', correlationId: 'x 00' });
    expect(reconcile([our()], [at('00'), other], options).unrecorded).toEqual([other]);
  });

  test('is not one of as many attempts, each of which may have taken effect', () => {
    const twice = our({ attempts: ['2026-12-07T08:10:00.000Z', '2026-12-07T08:00:00.000Z'] });
    expect(reconcile([twice], [at('12'), at('13')], options)).toEqual({ ...nothing, matched: 1 });
    expect(reconcile([twice], [at('14'), at('24')], options)).toEqual({ ...nothing, matched: 1 });
    expect(reconcile([twice], [at('12'), at('13'), at('14')], options).unrecorded).toEqual([at('14')]);
  });

  test('leaves the attempt that Entra names out of account, and no other one', () => {
    const twice = our({ attempts: ['2026-12-07T08:00:00.000Z', '2026-12-07T08:10:00.000Z'] });
    const named = at('10', { correlationId: 'client-1' });
    expect(reconcile([twice], [named, at('03')], options)).toEqual({ ...nothing, matched: 1 });
    expect(reconcile([twice], [named, at('16')], options).unrecorded).toEqual([at('16')]);
  });

  test('is not the reset of the next rotation', () => {
    const next = our({ rotationId: 'r2', attempts: ['2026-12-07T08:10:00.000Z'], requestIds: [] });
    expect(reconcile([next, our({ requestIds: [] })], [at('01'), at('11')], options)).toEqual({
      ...nothing,
      matched: 2,
    });
  });
});

describe('a reset that Entra does not show', () => {
  test('is told', () => {
    expect(reconcile([our()], [], options)).toEqual({ ...nothing, notShown: [our()] });
  });

  test('is nothing where our records say that it did not take effect', () => {
    expect(reconcile([our({ succeeded: false })], [], options)).toEqual(nothing);
  });

  test.each([
    ['is an hour old at most', '2026-12-10T11:00:01.000Z'],
    ['lies before what was compared', '2026-11-10T12:04:59.000Z'],
  ])('may show elsewhere where it %s', (_, at) => {
    expect(reconcile([our({ attempts: [at] })], [], options)).toEqual({ ...nothing, notYetShown: 1 });
  });

  test.each(['2026-12-10T11:00:00.000Z', '2026-11-10T12:05:00.000Z'])('is told from then on: %s', (at) => {
    expect(reconcile([our({ attempts: [at] })], [], options)).toMatchObject({ notShown: [{ attempts: [at] }] });
  });
});

describe('our resets', () => {
  const fact = (
    action:
      | 'reset.attempted'
      | 'reset.succeeded'
      | 'reset.proven'
      | 'reset.refused'
      | 'rotation.closed'
      | 'trial.attempted'
      | 'trial.succeeded',
    more = {},
  ) => ({
    action,
    time: '2026-12-07T08:00:00.000Z',
    rotationId: 'r1',
    accountId: 'acc-1',
    userPrincipalName: 'svc@contoso.example',
    ...more,
  });

  test('are put together from the records of a rotation, in any order', () => {
    const facts = [
      fact('reset.proven'),
      fact('reset.succeeded', { evidence: { graphRequestId: 'graph-1', clientRequestId: 'client-1' } }),
      fact('reset.attempted', { evidence: { clientRequestId: 'client-1' } }),
      fact('rotation.closed'),
    ];
    const whole = our({ requestIds: ['graph-1', 'client-1'] });
    expect(ourResets(facts)).toEqual([whole]);
    expect(ourResets(facts.toReversed())).toEqual([{ ...whole, requestIds: ['client-1', 'graph-1'] }]);
  });

  test.each(['reset.succeeded', 'reset.proven'] as const)('took effect where %s says so', (action) => {
    expect(ourResets([fact('reset.attempted'), fact(action)])[0]?.succeeded).toBe(true);
  });

  test('did not where Graph refused', () => {
    expect(ourResets([fact('reset.attempted'), fact('reset.refused')])[0]?.succeeded).toBe(false);
  });

  test('a trial is one of ours, though it belongs to no rotation', () => {
    const evidence = { clientRequestId: 'client-9' };
    const facts = (['trial.attempted', 'trial.succeeded'] as const).map((action) =>
      fact(action, { rotationId: undefined, evidence }),
    );
    expect(ourResets(facts)).toMatchObject([{ rotationId: 'client-9', requestIds: ['client-9'], succeeded: true }]);
    expect(ourResets([fact('reset.attempted', { rotationId: undefined, evidence })])).toEqual([]);
  });

  test('are none without an attempt, a rotation or an account', () => {
    expect(ourResets([fact('reset.proven')])).toEqual([]);
    expect(ourResets([fact('reset.attempted', { rotationId: undefined })])).toEqual([]);
    expect(ourResets([fact('reset.attempted', { accountId: undefined })])).toEqual([]);
    expect(ourResets([fact('rotation.closed')])).toEqual([]);
  });

  test('have the id of the account for a name that no record has', () => {
    expect(ourResets([fact('reset.attempted', { userPrincipalName: undefined })])[0]?.userPrincipalName).toBe('acc-1');
  });
});
