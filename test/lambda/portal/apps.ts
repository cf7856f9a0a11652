import { approvalsApp } from '../../../lambda/portal/approvals/app.ts';
import { contactApp } from '../../../lambda/portal/contact/app.ts';
import { credentialApp } from '../../../lambda/portal/credential/app.ts';
import { cyclesApp } from '../../../lambda/portal/cycles/app.ts';
import { signInApp } from '../../../lambda/portal/sign-in/app.ts';
import { CYCLE, credentialLink, estate, NOW, objectIdOf, PORTAL, rotation, World } from './portal-world.ts';
import { wholePortal } from './whole-portal.ts';

export const ops = rotation('ops');
const rotated = rotation('rotated', {
  state: {
    status: 'rotated',
    decision: {
      by: { kind: 'technician', objectId: objectIdOf('ada'), tenantId: 't', name: 'Ada Lindqvist' },
      at: '2026-12-07T07:00:00.000Z',
    },
    versionId: 'f'.repeat(32),
    passwordChangedBefore: null,
    attemptedFrom: '2026-12-07T07:29:55.000Z',
    attemptedAt: '2026-12-07T07:29:55.000Z',
    answer: { kind: 'answered', graphRequestId: 'graph-1' },
    passwordChangedAt: '2026-12-07T07:30:00.000Z',
    linkId: 'c'.repeat(32),
  },
});
const failed = rotation('failed', { state: { status: 'failed', reason: 'Graph said <no>' } });
const brunos = rotation('bruno.admin');

export const approvalsLink = {
  purpose: 'approvals',
  linkId: 'a'.repeat(32),
  expiresAt: Math.floor(NOW.getTime() / 1000) + 3600,
  cycleId: CYCLE,
  recipientObjectId: objectIdOf('ada'),
} as const;

/** The functions of the portal over one world; `approvals`: the pages of two of them, `decisions` and `others`. */
export function start(portalUrl = PORTAL, of = estate) {
  const world = new World([ops, rotated, failed, brunos]);
  world.tables.credentialLinks.set('c'.repeat(32), credentialLink());
  world.tables.approvalsLinks.set(approvalsLink.linkId, approvalsLink);
  world.estate = of;
  const settings = world.settings(portalUrl);
  const approvals = wholePortal(settings, world);
  const credential = credentialApp(settings, {
    ...world,
    signer: { addressOf: async () => PORTAL },
    credentials: {
      read: async () => ({
        userPrincipalName: 'ops@contoso.example',
        password: 'not-a-real-one',
        rotationId: ops.rotationId,
        createdAt: NOW.toISOString(),
      }),
    },
    messageQueue: { send: async () => undefined },
    newLinkId: () => 'd'.repeat(32),
  });
  const signIn = signInApp(settings, {
    ...world,
    identityProvider: {
      begin: async () => new URL('https://login.example/'),
      complete: () => Promise.reject(new Error('no')),
    },
  });
  return {
    world,
    approvals,
    decisions: approvalsApp(settings, world),
    others: cyclesApp(settings, world),
    credential,
    signIn,
    contact: contactApp(
      { ...settings, component: 'contact-page' },
      { ...world, messageQueue: { send: async () => undefined } },
    ),
  };
}
