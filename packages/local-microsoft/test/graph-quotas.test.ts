import { afterEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type GraphQuotas, graphQuotas, resourceUnitsOf } from '../graph/quotas.ts';
import {
  adventureWorksId,
  contosoId,
  readerClientId,
  type Simulation,
  simulate,
  writerClientId,
} from '../simulation.ts';

const batchAnswer = z.object({ responses: z.array(z.object({ status: z.number() })) });

let microsoft: Simulation;
afterEach(async () => microsoft?.close());

const none = { capacity: 1_000, perSecond: 0.001 };
const start = async (quotas: Partial<GraphQuotas>) => {
  microsoft = await simulate({ quotas: { resourceUnits: () => none, writes: none, reports: none, ...quotas } });
};
const users = (tenantId = contosoId) => microsoft.graph(readerClientId, tenantId, '/users?$select=id');
const anybody = '00000000-0000-4000-8000-000000000000';
const patch = () =>
  microsoft.graph(writerClientId, contosoId, `/users/${anybody}`, { method: 'PATCH', body: { passwordProfile: {} } });

describe('resource units', () => {
  test.each([
    ['/users', '', 2],
    ['/users', '$select=id', 1],
    ['/users', '$top=5', 1],
    ['/users', '$top=999', 2],
    ['/users/{id}', '$select=id', 1],
    ['/groups/{id}/transitiveMembers/microsoft.graph.user', '$select=id&$top=999', 4],
    ['/domains', '', 1],
  ])('%s?%s costs %d', (path, query, units) => {
    expect(resourceUnitsOf({ method: 'GET', path }, new URLSearchParams(query))).toBe(units);
  });

  test('there are more of them in larger tenants', () => {
    const sizes = [49, 50, 500, 501].map((count) => graphQuotas.resourceUnits(count).capacity);
    expect(sizes).toEqual([3_500, 5_000, 5_000, 8_000]);
  });
});

describe('an app in a tenant', () => {
  test('is told what a request cost, and that the limit is near, and then to wait', async () => {
    await start({ resourceUnits: () => ({ capacity: 5, perSecond: 0.1 }) });
    const answers = [];
    for (let i = 0; i < 6; i += 1) answers.push(await users());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[0]?.headers.get('x-ms-resource-unit')).toBe('1');
    expect(answers[0]?.headers.get('x-ms-throttle-limit-percentage')).toBeNull();
    expect(Number(answers[4]?.headers.get('x-ms-throttle-limit-percentage'))).toBeGreaterThan(0.9);
    const refused = answers[5]?.headers;
    expect(Number(refused?.get('retry-after'))).toBeGreaterThan(5);
    expect(refused?.get('x-ms-throttle-scope')).toBe(`Tenant_Application/ReadWrite/${readerClientId}/${contosoId}`);
    expect(refused?.get('x-ms-throttle-information')).toBe('ResourceUnitLimitExceeded');
    expect(microsoft.refusedByQuotas()).toBe(1);
  });

  test('takes nothing from other tenants', async () => {
    await start({ resourceUnits: () => ({ capacity: 1, perSecond: 0.001 }) });
    expect([(await users()).status, (await users()).status]).toEqual([200, 429]);
    expect((await users(adventureWorksId)).status).toBe(200);
  });

  test('has writes of its own, that reads do not take', async () => {
    await start({ writes: { capacity: 1, perSecond: 0.001 } });
    expect((await patch()).status).not.toBe(429);
    const refused = await patch();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-ms-throttle-information')).toBe('WriteLimitExceeded');
    expect((await users()).status).toBe(200);
  });

  test('has a limit of its own for reports, which take nothing from the others', async () => {
    await start({ resourceUnits: () => ({ capacity: 1, perSecond: 0.001 }), reports: { capacity: 2, perSecond: 0.5 } });
    const reports = () => microsoft.graph(readerClientId, contosoId, '/auditLogs/directoryAudits');
    const answers = [await reports(), await reports(), await reports()];
    expect(answers.map(({ status }) => status === 429)).toEqual([false, false, true]);
    expect(answers[2]?.headers.get('retry-after')).toBe('2');
    expect((await users()).status).toBe(200);
  });

  test('meets the limits inside a batch too, each request by itself', async () => {
    await start({ resourceUnits: () => ({ capacity: 2, perSecond: 0.001 }) });
    const requests = [1, 2, 3].map((id) => ({ id: String(id), method: 'GET', url: '/domains' }));
    const answer = await microsoft.graph(readerClientId, contosoId, '/$batch', { method: 'POST', body: { requests } });
    const { responses } = batchAnswer.parse(await answer.json());
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  });

  test('meets none where none are enforced', async () => {
    microsoft = await simulate();
    expect((await users()).headers.get('x-ms-resource-unit')).toBeNull();
    expect(microsoft.refusedByQuotas()).toBe(0);
  });
});
