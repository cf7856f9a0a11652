import { expect, test } from '@jest/globals';
import { type ContactLink, contactLinkId } from '../../../lambda/domain/contact/contact-link.ts';
import { effort } from '../../effort.ts';
import { actionsOf, describeStores } from './stores.ts';
import { ANOTHER_TENANT, cycleId, fact, NOW, TENANT_CHAIN, tenantId } from './values.ts';

const link: ContactLink = {
  purpose: 'contact',
  linkId: contactLinkId({ cycleId, tenantId, mailFingerprint: 'fp' }),
  expiresAt: Math.floor(NOW.getTime() / 1000) + 3600,
  cycleId,
  tenantId,
  tenantDisplayName: 'Contoso Ltd',
  contactName: 'Clara Contoso',
  mailFingerprint: 'fp',
  language: 'de',
  accounts: 12,
};
const scope = { of: 'tenant-in-cycle', cycleId, tenantId } as const;
const stop = (reason: string) => ({
  scope,
  since: NOW.toISOString(),
  until: '2026-12-09T16:00:00.000Z',
  by: { kind: 'contact', name: 'Clara Contoso', tenantId } as const,
  reason,
});
const created = fact({ action: 'link.created', accountId: undefined });
const stopped = fact({ action: 'contact.stopped', accountId: undefined });
const ended = fact({ action: 'pause.ended', accountId: undefined });

describeStores("a contact's link", (stores) => {
  test('is made once, and told as it was made', async () => {
    expect(await stores().contacts.find(link.linkId)).toBeUndefined();
    expect(await stores().contacts.link(link, created)).toEqual(link);
    expect(await stores().contacts.link({ ...link, contactName: 'Somebody else' }, created)).toEqual(link);
    expect(await stores().contacts.find(link.linkId)).toEqual(link);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['link.created']);
  });

  test('is no approvals link and no credential link', async () => {
    await stores().contacts.link(link, created);
    expect(await stores().links.findApprovals(link.linkId)).toBeUndefined();
    expect(await stores().links.findCredential(link.linkId)).toBeUndefined();
  });
});

describeStores("a contact's stop", (stores) => {
  test('is a pause of one tenant in one cycle, with its record', async () => {
    expect(await stores().contacts.standing(link)).toBeUndefined();
    expect(await stores().contacts.stop(stop('stocktaking'), stopped)).toBe('stopped');
    expect(await stores().contacts.standing(link)).toBe('stopped');
    const { pauses } = stores();
    const over = (account: { cycleId: string; tenantId: string }) => pauses.over({ ...account, class: 'admin' });
    expect(await over({ cycleId, tenantId })).toEqual([stop('stocktaking')]);
    expect(await over({ cycleId, tenantId: ANOTHER_TENANT })).toEqual([]);
    expect(await over({ cycleId: `${cycleId}-ab12`, tenantId })).toEqual([]);
    expect(await pauses.active()).toEqual([stop('stocktaking')]);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['contact.stopped']);
  });

  test('comes once: again changes nothing, and leaves no record', async () => {
    await stores().contacts.stop(stop('first'), stopped);
    expect(await stores().contacts.stop(stop('second'), stopped)).toBe('already');
    expect(await stores().pauses.active()).toEqual([stop('first')]);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['contact.stopped']);
  });

  test('of many at once, one stops', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => stores().contacts.stop(stop(`${n}`), stopped)));
    expect(outcomes.toSorted()).toEqual(['already', 'already', 'already', 'stopped']);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['contact.stopped']);
  });

  test('that a technician has ended is not set again', async () => {
    await stores().contacts.stop(stop('first'), stopped);
    expect(await stores().pauses.end(scope, ended)).toBe('ended');
    expect(await stores().contacts.stop(stop('second'), stopped)).toBe('lifted');
    expect(await stores().contacts.standing(link)).toBe('lifted');
    expect(await stores().pauses.active()).toEqual([]);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['contact.stopped', 'pause.ended']);
  });

  test('touches no pause of the tenant', async () => {
    const ofTenant = { ...stop('technician'), scope: { of: 'tenant', tenantId } as const };
    await stores().pauses.set(ofTenant, fact({ action: 'pause.set', accountId: undefined }));
    await stores().contacts.stop(stop('contact'), stopped);
    await stores().pauses.end(scope, ended);
    expect(await stores().pauses.active()).toEqual([ofTenant]);
  });

  test('with a field that no pause has is refused', async () => {
    const surprising = { ...stop('first'), surprise: 1 };
    await expect(stores().contacts.stop(surprising, stopped)).rejects.toThrow(/surprise/);
  });
});

describeStores("a contact's stop, and a pause of ours in the same cycle", (stores) => {
  type Step = 'stop' | 'set' | 'end';
  const steps: readonly Step[] = ['stop', 'set', 'end'];
  const inOrder = (length: number): Step[][] =>
    length === 0 ? [[]] : inOrder(length - 1).flatMap((before) => steps.map((each) => [...before, each]));

  test('in any order: what the contact says counts once, and a pause of ours takes nothing from it', async () => {
    for (const [n, order] of inOrder(effort(3, 4)).entries()) {
      const of = { ...scope, cycleId: `${cycleId}-${n}` };
      const about = { accountId: undefined, cycleId: of.cycleId };
      const by = { kind: 'operator', name: 'arn:aws:iam::123456789012:user/ada' } as const;
      const ours = { scope: of, since: NOW.toISOString(), by, reason: 'maintenance' };
      const make: Record<Step, () => Promise<string>> = {
        stop: () =>
          stores().contacts.stop({ ...stop('stocktaking'), scope: of }, fact({ action: 'contact.stopped', ...about })),
        set: () => stores().pauses.set(ours, fact({ action: 'pause.set', ...about })),
        end: () => stores().pauses.end(of, fact({ action: 'pause.ended', ...about })),
      };
      let standing: 'stopped' | 'lifted' | undefined;
      let paused = false;
      for (const step of order) {
        const recorded = (await actionsOf(stores(), TENANT_CHAIN)).length;
        const outcome = await make[step]();
        const expected = {
          stop: standing === undefined ? 'stopped' : standing === 'stopped' ? 'already' : 'lifted',
          set: paused ? 'already' : 'set',
          end: standing === 'stopped' || paused ? 'ended' : 'not-paused',
        }[step];
        const changed = ['stopped', 'set', 'ended'].includes(outcome);
        if (step === 'stop') standing ??= 'stopped';
        if (step === 'set') paused = true;
        if (step === 'end') {
          if (standing === 'stopped') standing = 'lifted';
          paused = false;
        }
        const over = await stores().pauses.over({ cycleId: of.cycleId, tenantId, class: 'admin' });
        expect({
          order,
          step,
          outcome,
          records: (await actionsOf(stores(), TENANT_CHAIN)).length - recorded,
          standing: await stores().contacts.standing(of),
          over: over.map(({ by: { kind } }) => kind).toSorted(),
          active: (await stores().pauses.active())
            .filter((each) => each.scope.of === 'tenant-in-cycle' && each.scope.cycleId === of.cycleId)
            .map(({ by: { kind } }) => kind)
            .toSorted(),
        }).toEqual({
          order,
          step,
          outcome: expected,
          records: changed ? 1 : 0,
          standing,
          over: [...(standing === 'stopped' ? ['contact'] : []), ...(paused ? ['operator'] : [])],
          active: [...(standing === 'stopped' ? ['contact'] : []), ...(paused ? ['operator'] : [])],
        });
      }
    }
  });

  test('ended by many at once: both, with one record', async () => {
    const by = { kind: 'operator', name: 'arn:aws:iam::123456789012:user/ada' } as const;
    await stores().contacts.stop(stop('stocktaking'), stopped);
    await stores().pauses.set({ ...stop('maintenance'), by }, fact({ action: 'pause.set', accountId: undefined }));
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => stores().pauses.end(scope, ended)));
    expect(outcomes.toSorted()).toEqual(['ended', 'not-paused', 'not-paused', 'not-paused']);
    expect(await stores().pauses.active()).toEqual([]);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['contact.stopped', 'pause.set', 'pause.ended']);
  });
});
