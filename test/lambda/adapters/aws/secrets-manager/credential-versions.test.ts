import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, jest, test } from '@jest/globals';
import { versionsOf } from '../../../../../lambda/adapters/aws/secrets-manager/credential-versions.ts';

const client = new SecretsManagerClient({ region: 'eu-central-1' });
const send = jest.spyOn(client, 'send');

test('an empty token ends the list, as a missing one does', async () => {
  const pages = [
    { Versions: [{ VersionId: '1' }], NextToken: 'more' },
    { Versions: [{ VersionId: '2' }], NextToken: '' },
  ];
  send.mockImplementation(async () => {
    const page = pages.shift();
    if (page === undefined) throw new Error('asked for a page that no token names');
    return page;
  });
  expect((await versionsOf(client, 'm365/t/a')).map(({ VersionId }) => VersionId)).toEqual(['1', '2']);
  expect(send.mock.calls.map(([{ input }]) => input)).toEqual([
    expect.objectContaining({ NextToken: undefined }),
    expect.objectContaining({ NextToken: 'more' }),
  ]);
});
