import { expect, test } from '@jest/globals';
import { account, administrator, CYCLE, rotation, World } from '../portal-world.ts';
import { decisionField, open } from '../requests.ts';
import { wholePortal } from '../whole-portal.ts';

const PATH = `/cycles/${CYCLE}/approvals`;
const root = rotation('root', { account: administrator('root') });
const old = rotation('old', { account: account('old', { passwordChangedAt: '2024-01-01T00:00:00Z' }) });
const unknown = rotation('unknown', { account: account('unknown', { passwordChangedAt: undefined }) });
const service = rotation('svc-backup', { account: account('svc-backup', { class: 'service' }) });
const seen = rotation('seen', {
  state: {
    status: 'awaiting-approval',
    first: {
      by: { kind: 'technician', objectId: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b02', tenantId: 't', name: 'Bruno Okafor' },
      at: '2026-12-07T07:00:00.000Z',
    },
  },
});
const all = { root, old, unknown, service, seen };
const world = new World(Object.values(all));
const app = wholePortal(world.settings(), world);

const listed = async (query: string) => {
  const page = await (await open(app, `${PATH}?${query}`, 'ada')).text();
  return Object.entries(all).flatMap(([name, each]) => (page.includes(`name="${decisionField(each)}"`) ? [name] : []));
};

test.each<[string, readonly string[]]>([
  ['', ['root', 'old', 'unknown', 'service', 'seen']],
  ['search=SVC-', ['service']],
  ['search=contoso+ltd', ['root', 'old', 'unknown', 'service', 'seen']],
  ['search=nobody', []],
  ['tenant=contoso', ['root', 'old', 'unknown', 'service', 'seen']],
  ['tenant=adventure-works', []],
  ['administrator=yes', ['root']],
  ['administrator=no', ['old', 'unknown', 'service', 'seen']],
  ['role=Global+Administrator', ['root']],
  ['class=service', ['service']],
  ['age=365', ['old']],
  ['age=90', ['root', 'old', 'service', 'seen']],
  ['age=unknown', ['unknown']],
  ['status=first', ['seen']],
  ['status=waits', ['root', 'old', 'unknown', 'service']],
  ['status=decided', []],
  ['status=others', []],
  ['age=180&administrator=yes', ['root']],
  ['class=robot&age=-1&status=%00&part=x', ['root', 'old', 'unknown', 'service', 'seen']],
])('"%s" lists %p', async (query, expected) => {
  expect(await listed(query)).toEqual(expected);
});

test('"approve all" takes what the filter lets through, and nothing else', async () => {
  const page = await (await open(app, `${PATH}?class=service&view=approve`, 'ada')).text();
  expect(page.match(/type="checkbox"/g)).toHaveLength(1);
  expect(page).toContain(`name="${decisionField(service)}" value="approve" checked`);
});

test('what is typed into the search is shown as text, and found again in the form', async () => {
  const page = await (await open(app, `${PATH}?search=${encodeURIComponent('"><script>x</script>')}`, 'ada')).text();
  expect(page).not.toContain('<script>x');
  expect(page).toContain('value="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"');
});
