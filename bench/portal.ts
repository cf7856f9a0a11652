import { Command } from 'commander';
import { accessReader } from '../lambda/adapters/aws/dynamodb/audit/access-log.ts';
import { auditReader } from '../lambda/adapters/aws/dynamodb/audit/audit-reader.ts';
import { exposureStore } from '../lambda/adapters/aws/dynamodb/credential/exposure-store.ts';
import { linkStore } from '../lambda/adapters/aws/dynamodb/credential/link-store.ts';
import { changedPasswords } from '../lambda/adapters/aws/dynamodb/credential/password-watch.ts';
import { retirementStore } from '../lambda/adapters/aws/dynamodb/credential/retirement-store.ts';
import { cycleStore } from '../lambda/adapters/aws/dynamodb/cycle/cycle-store.ts';
import { holdStore } from '../lambda/adapters/aws/dynamodb/cycle/hold-store.ts';
import { tenantStore } from '../lambda/adapters/aws/dynamodb/cycle/tenant-store.ts';
import { inspectionResults } from '../lambda/adapters/aws/dynamodb/inspection/inspection-store.ts';
import { mailTroubleReader } from '../lambda/adapters/aws/dynamodb/messages/mail-trouble-store.ts';
import { pauseStore } from '../lambda/adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
import { approvalsApp } from '../lambda/portal/approvals/app.ts';
import { cyclesApp } from '../lambda/portal/cycles/app.ts';
import { eventHandler } from '../lambda/portal/event-handler.ts';
import { type PreparedTable, preparedTable } from './portal/prepared-table.ts';
import { CYCLE, NOW, waitingCycle } from './portal/rows.ts';

interface Options {
  readonly accounts: readonly string[];
  readonly latency: string;
  readonly requests: string;
}

const SECRET = 'a'.repeat(43);
const TOKEN = 'token';

/** `bench portal`: what each page takes and weighs, beside the page with nothing on it, in the same run. */
export function portalCommand(): Command {
  return new Command('portal')
    .description('server time, bytes and round trips of the pages, beside the empty page')
    .option('--accounts <number...>', 'how many accounts wait', ['50', '500', '5000'])
    .option('--latency <ms>', 'milliseconds that each call of DynamoDB takes', '4')
    .option('--requests <number>', 'requests of each page, after some to warm up', '40')
    .action(async ({ accounts, latency, requests }: Options) => {
      print(
        `the real stores over the SDK, whose calls are answered from memory after ${latency} ms; ${requests} requests of each page, Node ${process.version}\n\n`,
      );
      print(row(['accounts', 'page', 'p50 ms', 'p95 ms', 'cpu ms', 'x empty', 'KB', 'round trips']));
      for (const each of accounts.map(Number)) await measureAll(each, Number(latency), Number(requests));
    });
}

const print = (text: string): void => void process.stdout.write(text);

interface Asked {
  readonly name: string;
  readonly path: string;
  readonly query?: string;
  /** A form that is sent; left out: the page is opened. */
  readonly form?: string;
}

async function measureAll(accounts: number, latencyMs: number, requests: number): Promise<void> {
  const waiting = waitingCycle(accounts);
  const table = preparedTable(waiting, latencyMs);
  const [technician] = waiting.estate.technicians;
  if (technician === undefined) throw new Error('the example has technicians');
  const handle = portal(table, waiting.estate, technician);
  const approvals = `/cycles/${CYCLE}/approvals`;
  const decisions = waiting.indexed.map(({ tenantId, accountId }) => `decision.${tenantId}.${accountId}=approve`);
  const pages: readonly Asked[] = [
    { name: 'empty', path: '/nothing' },
    { name: 'home', path: '/' },
    { name: 'cycle', path: `/cycles/${CYCLE}` },
    { name: 'approvals', path: approvals },
    { name: 'a tenant of them', path: approvals, query: 'tenant=customer-000' },
    { name: 'search', path: approvals, query: 'search=adm-7.' },
    { name: 'approve all', path: approvals, query: 'view=approve' },
    { name: 'review of a form', path: approvals, form: `csrf=${TOKEN}&step=review&${decisions.join('&')}` },
    { name: 'a form of 1 MB', path: approvals, form: `csrf=${TOKEN}&step=edit&${'x%20='.padEnd(1_000_000, 'x')}` },
  ];
  let empty = 1;
  for (const page of pages) {
    const { times, bytes, calls, processorMs } = await measured(() => handle(page), table, requests);
    if (page.name === 'empty') empty = percentile(times, 0.5);
    const p50 = percentile(times, 0.5);
    const figures = [p50, percentile(times, 0.95), processorMs, p50 / empty].map((each) => each.toFixed(1));
    print(row([String(accounts), page.name, ...figures, (bytes / 1024).toFixed(1), String(calls)]));
  }
}

function portal(
  { tables }: PreparedTable,
  estate: Parameters<typeof approvalsApp>[0]['estate'],
  technician: { readonly objectId: string; readonly name: string },
): (asked: Asked) => Promise<string> {
  const settings = {
    estate: { ...estate, technicians: estate.technicians.map((each) => ({ ...each, tenants: 'all' as const })) },
    portalUrl: 'https://portal.example',
    now: () => NOW,
    accessLog: { note: async () => ({ before: 0, count: 1 }) },
    component: 'portal' as const,
    callForMany: () => undefined,
    reportFailure: (error: Error) => {
      throw error;
    },
  };
  const session = {
    objectId: technician.objectId,
    tenantId: estate.msp.homeTenantId,
    name: technician.name,
    csrfToken: TOKEN,
    authenticatedAt: NOW,
    authenticationContexts: [],
    startedAt: NOW,
    lastUsedAt: NOW,
    address: '203.0.113.7',
    browser: 'Firefox',
    expiresAt: new Date(NOW.getTime() + 3_600_000),
  };
  const stores = {
    sessions: { find: async () => session, noteUse: async () => undefined },
    cycles: cycleStore(tables),
    tenants: tenantStore(tables),
    rotations: rotationStore(tables),
    links: linkStore(tables),
    audit: auditReader(tables),
    accessReader: accessReader(tables),
    retirements: retirementStore(tables),
    exposures: exposureStore(tables),
    changed: changedPasswords(tables),
    evidence: { newestCheckpoint: async () => 'none' as const, bucket: 'audit' },
    pauses: pauseStore(tables),
    mailTroubles: mailTroubleReader(tables),
    inspections: inspectionResults(tables),
    holds: holdStore(tables),
    cycleStarts: { start: refuse },
    reopeningStarts: { start: refuse },
    verifier: { verify: async () => undefined },
    taskTokens: { complete: async () => 'completed' as const },
    sleep: async () => undefined,
  };
  const decisions = eventHandler(approvalsApp(settings, stores), settings);
  const others = eventHandler(cyclesApp(settings, stores), settings);
  return async ({ path, query = '', form }) => {
    const answer = await (/\/(approvals|decisions)$/.test(path) ? decisions : others)({
      rawPath: path,
      rawQueryString: query,
      cookies: [`__Host-session=${SECRET}`],
      headers: { origin: settings.portalUrl, 'content-type': 'application/x-www-form-urlencoded' },
      requestContext: { http: { method: form === undefined ? 'GET' : 'POST', sourceIp: '203.0.113.7' } },
      ...(form === undefined ? {} : { body: form }),
    });
    if (answer.statusCode >= 500) throw new Error(`${path} was answered with ${answer.statusCode}`);
    return answer.body;
  };
}

/** No page that is measured starts a workflow. */
const refuse = () => Promise.reject(new Error('a measured page started a workflow'));

const WARMING_UP = 8;

async function measured(ask: () => Promise<string>, { takeCalls }: PreparedTable, requests: number) {
  for (let n = 0; n < WARMING_UP; n += 1) await ask();
  const times: number[] = [];
  let bytes = 0;
  takeCalls();
  const before = process.cpuUsage();
  for (let n = 0; n < requests; n += 1) {
    const start = performance.now();
    const body = await ask();
    times.push(performance.now() - start);
    bytes = Buffer.byteLength(body);
  }
  const { user, system } = process.cpuUsage(before);
  return { times, bytes, calls: takeCalls() / requests, processorMs: (user + system) / 1_000 / requests };
}

const percentile = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;

const widths = [10, 18, 9, 9, 9, 9, 10, 12];
const row = (cells: readonly string[]) =>
  `${cells
    .map((cell, i) => cell.padEnd(widths[i] ?? 0))
    .join('')
    .trimEnd()}\n`;
