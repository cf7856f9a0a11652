import { expect, test } from '@jest/globals';
import type { MailTrouble } from '../../../lambda/domain/messages/mail-trouble.ts';
import { start } from './apps.ts';
import { CYCLE, estate, NOW } from './portal-world.ts';
import { open } from './requests.ts';

const [ada] = estate.technicians;

async function home(changes: Partial<MailTrouble>, person: 'ada' | 'bruno'): Promise<string> {
  const { world, approvals } = start();
  const trouble: MailTrouble = {
    recipient: ada?.objectId ?? '',
    name: 'Ada <Lindqvist>',
    address: 'ada@northwind.example',
    last: { kind: 'bounced', type: 'Permanent/General', code: '5.1.1', at: NOW.toISOString(), cycleId: CYCLE },
    ...changes,
  };
  world.tables.mailTroubleRows.set(trouble.recipient, trouble);
  return (await open(approvals, '/', person)).text();
}

test('mail that did not arrive is told at home: to whom, why, and when', async () => {
  expect(await home({}, 'ada')).toMatch(/<strong>To you<\/strong>: it came back \(Permanent\/General, 5\.1\.1\)/);
  const page = await home({}, 'bruno');
  expect(page).toContain('<bdi>Ada &lt;Lindqvist&gt;</bdi>: it came back');
  expect(page).toContain(CYCLE);
});

test('what was a month ago is not told any more', async () => {
  const at = new Date(NOW.getTime() - 31 * 86_400_000).toISOString();
  expect(await home({ last: { kind: 'delayed', type: 'General', at } }, 'ada')).not.toContain(
    'Mail that did not arrive',
  );
});
