import { expect, test } from '@jest/globals';
import { trustedKeys } from '../../../../cli/audit/verify/keys.ts';

test('a file that is no public key is named, with what would be one', async () => {
  await expect(trustedKeys(['package.json'], '.', [])).rejects.toThrow(
    'package.json is no public key: give one in PEM',
  );
});
