import { beforeEach, describe, expect, test } from '@jest/globals';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import { arrive, CONTOSO, CYCLE, estate, FABRIKAM, linkUsed, World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const told = () =>
  world.tables.records
    .filter(({ action }) => action.startsWith('message.'))
    .map(({ action, outcome, chain, cycleId, reason, evidence }) => ({
      action,
      outcome,
      chain,
      cycleId,
      reason,
      ...evidence,
    }));

const card = {
  action: 'message.sent',
  outcome: 'success',
  chain: `${CONTOSO}#-`,
  cycleId: CYCLE,
  reason: undefined,
  detail: "card about a used link, to the team's channel by Teams",
};

describe('a message that left', () => {
  test('is recorded once, in the chain of its tenant, and not again when it arrives twice', async () => {
    await notify(world.ports(), arrive(linkUsed(1)));
    await notify(world.ports(), arrive(linkUsed(1)));
    expect(told()).toEqual([card]);
  });

  test('of several messages is one record with their number; of several tenants, in the chain of the estate', async () => {
    await notify(world.ports({ team: undefined }), arrive(linkUsed(1), linkUsed(2), linkUsed(3, FABRIKAM)));
    expect(told()).toEqual([
      {
        ...card,
        chain: '-#-',
        detail: 'mail to the team about a used link, to the team by mail, for 3 messages',
        messageId: 'mail-1',
      },
    ]);
  });

  test('names no address, and nothing that it said', async () => {
    await notify(world.ports({ team: undefined }), arrive(linkUsed(1)));
    expect(JSON.stringify(told())).not.toMatch(/@|203\.0\.113|Ada/);
  });
});

describe('a message that fails', () => {
  const mail = { send: () => Promise.reject(Object.assign(new Error('Rate exceeded'), { name: 'Throttling' })) };

  test('is recorded at its first try alone, and once more when it is sent after all', async () => {
    for (let tries = 1; tries <= 3; tries += 1) {
      const { failed } = await notify(world.ports({ team: undefined, mail }), arrive(linkUsed(1)));
      expect(failed).toEqual(['m0']);
    }
    const failure = {
      action: 'message.failed',
      outcome: 'failed',
      chain: `${CONTOSO}#-`,
      cycleId: CYCLE,
      reason: 'Throttling: Rate exceeded',
      detail: 'mail to the team about a used link',
    };
    expect(told()).toEqual([failure]);
    await notify(world.ports({ team: undefined }), arrive(linkUsed(1)));
    expect(told()).toMatchObject([failure, { action: 'message.sent', messageId: 'mail-1' }]);
  });

  test('is told to the queue also where the failure cannot be recorded', async () => {
    const { sent } = world.tables;
    const broken = { ...sent, recordOnce: () => Promise.reject(new Error('DynamoDB is down')) };
    const ports = world.ports({ team: undefined, mail, sent: broken });
    const { failed, problems } = await notify(ports, arrive(linkUsed(1)));
    expect([failed, problems]).toEqual([['m0'], ['mail to the team about a used link: Throttling: Rate exceeded']]);
  });

  test('as a card is one failure, and the mails in its place are messages that left', async () => {
    world.trouble = () => ({ kind: 'retired', seen: 'it answered 410' });
    await notify(world.ports(), arrive(linkUsed(1)));
    expect(told().map(({ action, reason, detail }) => [action, reason, detail])).toEqual([
      ['message.failed', 'retired: it answered 410', "card about a used link, to the team's channel by Teams"],
      ['message.sent', undefined, 'card about a used link, to the team by mail'],
      ['message.sent', undefined, 'card about a used link, to the team by mail'],
    ]);
  });

  test('to record that it left makes it come again: it may be sent twice, and never without a record', async () => {
    const { sent } = world.tables;
    const broken = { ...sent, record: () => Promise.reject(new Error('DynamoDB is down')) };
    const { failed } = await notify(world.ports({ team: undefined, sent: broken }), arrive(linkUsed(1)));
    expect(failed).toEqual(['m0']);
    expect(told()).toEqual([]);
    await notify(world.ports({ team: undefined }), arrive(linkUsed(1)));
    expect(told()).toMatchObject([{ messageId: 'mail-2' }]);
    expect(world.mails.map(({ to }) => to)).toEqual([estate.msp.teamMail, estate.msp.teamMail]);
  });
});
