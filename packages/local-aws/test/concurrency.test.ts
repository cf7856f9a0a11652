import { expect, test } from '@jest/globals';
import { ConcurrencyLimit, isTooManyInvocations } from '../concurrency.ts';

const portal = { arn: 'portal' };
const notify = { arn: 'notify', reservedConcurrency: 1 };

/** Work that ends when it is told to. */
function work() {
  let end = () => {};
  const ended = new Promise<void>((done) => {
    end = done;
  });
  return { run: () => ended, end: () => end() };
}

test('all functions share the limit, and what comes on top is refused as Lambda refuses it', async () => {
  const limit = new ConcurrencyLimit(2);
  const [first, second] = [work(), work()];
  const running = [limit.during(portal, first.run), limit.during({ arn: 'stage' }, second.run)];
  const refused = await limit.during(portal, async () => 'ran').catch((error) => error);
  expect(isTooManyInvocations(refused)).toBe(true);
  expect(refused).toMatchObject({ httpStatus: 429, fields: { Reason: 'ConcurrentInvocationLimitExceeded' } });
  first.end();
  await running[0];
  expect(await limit.during(portal, async () => 'ran')).toBe('ran');
  second.end();
  expect(limit.refused).toBe(1);
});

test('what is reserved for a function is its own limit, and nobody else’s', async () => {
  const limit = new ConcurrencyLimit(1);
  const [own, other] = [work(), work()];
  const running = [limit.during(notify, own.run), limit.during(portal, other.run)];
  await expect(limit.during(notify, async () => 1)).rejects.toMatchObject({
    fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
  });
  own.end();
  other.end();
  await Promise.all(running);
});

test('a function that fails gives its place back', async () => {
  const limit = new ConcurrencyLimit(1);
  await expect(limit.during(portal, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await limit.during(portal, async () => 'ran')).toBe('ran');
});
