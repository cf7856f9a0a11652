import { afterEach, expect, jest, test } from '@jest/globals';
import { whenStopped } from '../../../cli/operator/when-stopped.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

test('Ctrl-C cleans up once, and ends the process as it would have', () => {
  const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
  const clean = jest.fn();
  whenStopped(clean);
  process.emit('SIGINT', 'SIGINT');
  expect(clean).toHaveBeenCalledTimes(1);
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGINT');
  expect(process.listenerCount('SIGTERM')).toBe(0);
});

test('what was cleaned up already is left alone', () => {
  const clean = jest.fn();
  whenStopped(clean)();
  expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(0);
  expect(clean).not.toHaveBeenCalled();
});
