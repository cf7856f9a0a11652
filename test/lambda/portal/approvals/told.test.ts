import { expect, test } from '@jest/globals';
import { account, CYCLE, rotation, World } from '../portal-world.ts';
import { open } from '../requests.ts';
import { wholePortal } from '../whole-portal.ts';

const PATH = `/cycles/${CYCLE}/approvals`;

test('the page tells who asked by hand and why, what may break, and what words mean', async () => {
  const one = rotation('ops', {
    account: account('ops', { dependants: ['backup job on srv-bak01'], lastSignIn: { kind: 'none-on-record' } }),
  });
  const world = new World([one]);
  world.changeCycle({ requested: { by: 'Chiara Rossi', reason: 'the laptop was stolen' } });
  const page = await (await open(wholePortal(world.settings(), world), PATH, 'ada')).text();
  expect(page).toContain('Asked for by hand by <bdi>Chiara Rossi</bdi>');
  expect(page).toContain('<bdi>the laptop was stolen</bdi>');
  expect(page).toContain('backup job on srv-bak01');
  expect(page).toContain('No sign-in on record');
  expect(page).toContain('What these words mean');
});
