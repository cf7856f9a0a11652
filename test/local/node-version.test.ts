import { expect, test } from '@jest/globals';
import { otherNodeVersion } from '../../local/node-version.ts';

test('another major version than the functions are deployed on is told in one line', () => {
  expect(otherNodeVersion(['nodejs24.x', 'nodejs24.x'], 'v20.19.0')).toBe(
    'This is Node 20; the functions are deployed on Node 24 (nodejs24.x).',
  );
  expect(otherNodeVersion(['nodejs24.x', 'nodejs26.x'], 'v24.1.0')).toBe(
    'This is Node 24; the functions are deployed on Node 26 (nodejs26.x).',
  );
});

test('the same one is not worth a line', () => {
  expect(otherNodeVersion(['nodejs24.x'], 'v24.22.3')).toBeUndefined();
  expect(otherNodeVersion([], 'v20.19.0')).toBeUndefined();
});
