import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

/** The command as a process, where nothing answers as it should: 120 tenants, Ctrl-C, names that nobody has. */

const folder = mkdtempSync(join(tmpdir(), 'rotation-plan-'));
const config = join(folder, 'estate.yaml');
/** Takes requests; answers AWS and Entra with a refusal, or not at all. */
let answers = true;
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  if (answers)
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"__type":"AccessDeniedException"}');
});
let origin = '';
beforeAll(async () => {
  const example = parse(readFileSync('config/example.yaml', 'utf8'));
  const [tenant] = example.tenants;
  const tenants = Array.from({ length: 120 }, (_, n) => ({
    ...tenant,
    name: `customer-${n}`,
    tenantId: `8a4c1f0e-3b52-4d67-9c1a-${String(n).padStart(12, '0')}`,
  }));
  const technicians = example.technicians.map((each: object) => ({ ...each, tenants: 'all', ownAccounts: [] }));
  writeFileSync(config, JSON.stringify({ ...example, teams: { enabled: true }, technicians, tenants })); // JSON is YAML
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[]) {
  const run = ['--import', 'tsx', resolve('bin/rotation.ts'), 'plan', '--config', config];
  const child = spawn(process.execPath, [...run, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: origin,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_MAX_ATTEMPTS: '1',
      GRAPH_ENDPOINT: origin,
      LOGIN_ENDPOINT: origin,
    },
  });
  const told = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told.err += text;
  });
  const ended = new Promise<{ readonly code: number | null; readonly signal: string | null }>((done) =>
    child.on('close', (code, signal) => done({ code, signal })),
  );
  return { child, told, ended };
}

describe('rotation plan', () => {
  test('of 120 tenants that let nobody in tells how far it is, and prints one JSON', async () => {
    const { told, ended } = start(['--json', '--schedule', 'admin-monthly']);
    expect(await ended).toEqual({ code: 1, signal: null });
    const { plans } = JSON.parse(told.out);
    expect(plans).toHaveLength(120);
    expect(plans.map(({ tenant }: { readonly tenant: string }) => tenant).slice(0, 3)).toEqual([
      'customer-0',
      'customer-1',
      'customer-2',
    ]);
    expect(plans.every(({ notReady }: { readonly notReady?: string }) => notReady !== undefined)).toBe(true);
    expect(told.err).toContain('10 of 120 tenants read');
    expect(told.err).toContain('120 of 120 tenants read');
  });

  test('of a name that the estate does not have is an error that names those it has', async () => {
    const { told, ended } = start(['--tenant', 'nobody']);
    expect(await ended).toEqual({ code: 1, signal: null });
    expect(told.err).toContain("the estate has no tenant 'nobody'. It has: customer-0");
    expect(told.out).toBe('');
  });

  test('stopped by Ctrl-C ends at once, and leaves nothing', async () => {
    answers = false;
    const before = asked.length;
    const repository = readdirSync('.');
    const { child, told, ended } = start(['--json']);
    while (asked.length === before && child.exitCode === null) await new Promise((again) => setTimeout(again, 50));
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: null, signal: 'SIGINT' });
    answers = true;
    expect(told.out).toBe('');
    expect(readdirSync(folder)).toEqual(['estate.yaml']);
    expect(readdirSync('.')).toEqual(repository);
  });
});
