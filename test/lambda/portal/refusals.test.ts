import { describe, expect, test } from '@jest/globals';
import { Hono } from 'hono';
import type { AccessFact } from '../../../lambda/domain/audit/access.ts';
import { hasWords } from '../../../lambda/domain/audit/reason-words.ts';
import { fingerprintOf } from '../../../lambda/domain/identifiers.ts';
import type { PortalEnvironment, PortalSettings } from '../../../lambda/portal/environment.ts';
import type { FormRefusal, LinkRefusal, Refusal, SignInRefusal } from '../../../lambda/portal/refusal.ts';
import { refuse } from '../../../lambda/portal/refuse.ts';
import { estate } from '../usecases/in-memory.ts';

/** Each refusal that the portal knows: one that is added is missing here, and does not compile. */
const forms = {
  'foreign-origin': true,
  'not-a-form': true,
  'too-large': true,
  'wrong-token': true,
  'auditors-only-read': true,
} satisfies Record<FormRefusal, true>;
const links = {
  forged: true,
  'forged-or-expired': true,
  unknown: true,
  'other-tenant': true,
  foreign: true,
} satisfies Record<LinkRefusal, true>;
const person = { objectId: 'object-1', tenantId: 'tenant-1', name: 'Mallory <b>SECRET</b>' };
const signIns: { readonly [Kind in SignInRefusal['kind']]: Extract<SignInRefusal, { kind: Kind }> | SignInRefusal } = {
  'not-started-here': { kind: 'not-started-here' },
  'microsoft-refused': { kind: 'microsoft-refused', code: 'access_denied' },
  'invalid-response': { kind: 'invalid-response' },
  'not-a-technician': { kind: 'not-a-technician', person },
  guest: { kind: 'guest', person },
  'account-unknown': { kind: 'account-unknown', person },
  'time-unknown': { kind: 'time-unknown', person },
  'too-old': { kind: 'too-old', person },
  'context-missing': { kind: 'context-missing', person },
};
const isForm = (name: string): name is FormRefusal => name in forms;
const isLink = (name: string): name is LinkRefusal => name in links;
const refusals: readonly Refusal[] = [
  ...Object.keys(forms)
    .filter(isForm)
    .map((why) => ({ kind: 'form', why }) as const),
  ...Object.keys(links)
    .filter(isLink)
    .map((why) => ({ kind: 'link', why, linkId: 'link-1' }) as const),
  { kind: 'old-sign-in', wantedPath: '/' },
  ...Object.values(signIns).map((why) => ({ kind: 'sign-in', why }) as const),
];

const event = { requestContext: { http: { sourceIp: '203.0.113.7', userAgent: 'Firefox' } } };

async function refused(refusal: Refusal, note?: PortalSettings['accessLog']['note']) {
  const noted: AccessFact[] = [];
  const failures: Error[] = [];
  const settings: PortalSettings = {
    estate,
    portalUrl: 'https://portal.example',
    now: () => new Date('2026-12-07T05:00:00.000Z'),
    accessLog: {
      note:
        note ??
        (async (facts) => {
          noted.push(...facts);
          return { before: 0, count: facts.length };
        }),
    },
    component: 'portal',
    callForMany: () => undefined,
    reportFailure: (error) => failures.push(error),
  };
  const app = new Hono<PortalEnvironment>().all('/*', (c) => refuse(c, settings, refusal));
  const answer = await app.request('/', {}, { event });
  return { answer, noted, failures, page: await answer.text() };
}

const nameOf = (refusal: Refusal) =>
  refusal.kind === 'old-sign-in' ? 'old-sign-in' : typeof refusal.why === 'string' ? refusal.why : refusal.why.kind;

describe('every refusal of the portal', () => {
  test.each(refusals.map((each) => [each.kind, nameOf(each), each] as const))(
    '%s, %s: is on record, in words, from where, and without what a stranger wrote',
    async (kind, name, refusal) => {
      const { answer, noted, page } = await refused(refusal);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(noted).toHaveLength(1);
      const action = {
        form: 'form.refused',
        'old-sign-in': 'form.refused',
        link: 'link.refused',
        'sign-in': 'sign-in.refused',
      }[kind];
      expect(noted[0]).toMatchObject({
        action,
        outcome: 'refused',
        reason: name,
        accessOf: 'strangers',
        actor: { kind: 'unknown' },
        source: { address: '203.0.113.7', userAgent: 'Firefox' },
      });
      expect([name, hasWords(name)]).toEqual([name, true]);
      expect(JSON.stringify(noted)).not.toMatch(/SECRET|link-1|access_denied/);
      expect(page).not.toContain('<b>SECRET');
    },
  );

  test('of a link whose signature is ours names the link by its fingerprint', async () => {
    const { noted } = await refused({ kind: 'link', why: 'foreign', linkId: 'link-1' });
    expect(noted[0]?.evidence).toEqual({ linkFingerprint: fingerprintOf('link-1') });
  });

  test('of a sign-in names a person by ids', async () => {
    const { noted } = await refused({ kind: 'sign-in', why: signIns['not-a-technician'] });
    expect(noted[0]?.evidence).toEqual({ detail: 'object id object-1, tenant id tenant-1' });
  });

  test('is shown also where it cannot be recorded, and that is told', async () => {
    const { answer, failures } = await refused({ kind: 'form', why: 'wrong-token' }, () =>
      Promise.reject(new Error('DynamoDB is down')),
    );
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(failures.map(({ message }) => message)).toEqual(['DynamoDB is down']);
  });
});
