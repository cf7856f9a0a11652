import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { type BenchDirectory, directoryOf, tenantNumberOf } from './discovery/directory.ts';

/**
 * Token endpoint and Graph for any number of tenants, each made when it is asked for. A process of its own, so that its work
 * and memory are not the reader's. Each request takes the latency; `/round-trips` tells how many came since it was last asked.
 *
 * `tsx bench/discovery-server.ts <latency in ms>` prints its port.
 */
const latencyMs = Number(process.argv[2] ?? 60);
/** With it, PIM for Groups is asked too. */
const P2_PLAN = { servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998', capabilityStatus: 'Enabled' };
let roundTrips = 0;

const batch = z.object({ requests: z.array(z.object({ id: z.string(), url: z.string() })).max(20) });

const server = createServer(async (request, response) => {
  const body = await textOf(request);
  const path = request.url ?? '/';
  const send = (status: number, answer: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  if (path === '/round-trips') {
    send(200, { roundTrips });
    roundTrips = 0;
    return;
  }
  roundTrips += 1;
  await wait(latencyMs);
  const tokenOf = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(path)?.[1];
  if (tokenOf !== undefined) {
    send(200, { token_type: 'Bearer', expires_in: 3599, access_token: tokenOf });
    return;
  }
  const token = request.headers.authorization?.slice('Bearer '.length);
  if (token === undefined) {
    send(401, { error: { code: 'InvalidAuthenticationToken', message: 'no token' } });
    return;
  }
  const directory = directoryOf(tenantNumberOf(token));
  const below = path.slice('/v1.0'.length);
  if (below !== '/$batch') {
    const { status, answer } = answerTo(directory, below);
    send(status, answer);
    return;
  }
  const { requests } = batch.parse(JSON.parse(body));
  send(200, {
    responses: requests.map(({ id, url }) => {
      const { status, answer } = answerTo(directory, url);
      return { id, status, headers: {}, body: answer };
    }),
  });
});

function answerTo(directory: BenchDirectory, url: string): { readonly status: number; readonly answer: object } {
  const [path = ''] = url.split('?');
  const list = (value: readonly object[]) => ({ status: 200, answer: { value } });
  const lists: Readonly<Record<string, readonly object[]>> = {
    '/users': directory.users,
    '/roleManagement/directory/roleDefinitions': directory.roleDefinitions,
    '/roleManagement/directory/roleAssignments': directory.roleAssignments,
    '/roleManagement/directory/roleEligibilityScheduleInstances': [],
    '/groups': directory.groups,
    '/organization': [{ id: directory.tenantId, assignedPlans: [P2_PLAN] }],
    '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances': [],
    '/domains': directory.domains,
    '/directoryRoles': [...directory.holders.keys()].map((id) => ({ id, roleTemplateId: id, displayName: id })),
  };
  const known = lists[path];
  if (known !== undefined) return list(known);
  if (/^\/groups\/[^/]+\/transitiveMembers\//.test(path)) return list(directory.groupUserIds.map((id) => ({ id })));
  const [, kind, wanted = '', members] = path.split('/');
  if (kind === 'directoryRoles' && members === 'members') {
    return list((directory.holders.get(wanted) ?? []).map((id) => ({ '@odata.type': '#microsoft.graph.user', id })));
  }
  const user = directory.users.find(({ id }) => id === wanted);
  return kind === 'users' && user !== undefined
    ? { status: 200, answer: user }
    : { status: 404, answer: { error: { code: 'Request_ResourceNotFound', message: path } } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

// A connection that a busy client still keeps must not be closed: that would be measured as a failure of Graph.
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const bound = server.address();
  process.stdout.write(`${typeof bound === 'object' ? bound?.port : ''}\n`);
});
