import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { batchReader } from '../lambda/adapters/graph/batch.ts';
import { authenticatedByAws } from '../lambda/adapters/graph/client-authentication.ts';
import { directoryReader } from '../lambda/adapters/graph/directory-reader.ts';
import { graphConnection } from '../lambda/adapters/graph/graph-connection.ts';
import { type GraphTokens, tokenSource } from '../lambda/adapters/graph/token-source.ts';
import { wantedDetails } from '../lambda/domain/accounts/account-details.ts';
import { classify } from '../lambda/domain/accounts/classification.ts';
import { mapConcurrently } from '../lambda/domain/concurrency.ts';
import { tenantIdOf } from './discovery/directory.ts';
import { type Measured, measured } from './discovery/measured.ts';
import { plainLoop } from './discovery/plain-loop.ts';

interface Options {
  readonly tenants: readonly string[];
  readonly latency: string;
  readonly atOnce: string;
}

/** `bench discovery`: our reader beside a plain loop over the SDK, against the same server in the same run. */
export function discoveryCommand(): Command {
  return new Command('discovery')
    .description('round trips, time and memory of reading tenants, beside a plain loop over the SDK')
    .option('--tenants <number...>', 'how many tenants', ['1', '100', '1000'])
    .option('--latency <ms>', 'milliseconds that each request takes', '60')
    .option('--at-once <number>', 'tenants that are read at the same time', '100')
    .action(async ({ tenants, latency, atOnce }: Options) => {
      const server = fork('bench/discovery-server.ts', [latency], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
      try {
        const address = `http://127.0.0.1:${await portOf(server)}`;
        print(
          `tenants of 30 accounts, ${latency} ms per request, at most ${atOnce} tenants at once, Node ${process.version}\n\n`,
        );
        print(row(['tenants', 'reader', 'round trips', 'per tenant', 'seconds', 'peak heap MB', 'held KB per tenant']));
        await compare(address, 1, 1, () => undefined); // loads and compiles what both use
        for (const number of tenants.map(Number)) await compare(address, number, Number(atOnce), print);
      } finally {
        server.kill();
      }
    });
}

const print = (text: string): void => void process.stdout.write(text);

async function compare(address: string, tenants: number, atOnce: number, show: (text: string) => void) {
  const ours = await measured(address, () => readAll(address, tenants, atOnce, []));
  show(row([String(tenants), 'ours', ...figures(ours, tenants)]));
  const told = await measured(address, () => readAll(address, tenants, atOnce, DETAILS));
  show(row(['', 'with details', ...figures(told, tenants)]));
  const plain = await measured(address, () => loopOverAll(address, tenants, atOnce));
  show(row(['', 'plain loop', ...figures(plain, tenants)]));
  const ratio = (of: (each: Measured) => number) => `${(of(plain) / of(ours)).toFixed(1)} ×`;
  show(row(['', 'plain / ours', ratio((each) => each.roundTrips), '', ratio((each) => each.seconds), '', '']));
}

/** What opens names of scopes and last sign-ins. */
const DETAILS = ['AuditLog.Read.All', 'AdministrativeUnit.Read.All'];

/**
 * Reads, classifies, and asks for what people are told besides; keeps nothing but the number of accounts.
 *
 * @param permissions  of the reader, besides those that it needs
 */
async function readAll(
  address: string,
  tenants: number,
  atOnce: number,
  permissions: readonly string[],
): Promise<void> {
  const reader = directoryReader(
    batchReader({
      connection: graphConnection(address, tokensAt(address)),
      clientRequestId: () => crypto.randomUUID(),
      sleep: async () => undefined,
      now: () => new Date(),
    }),
    async () => permissions,
  );
  const readOne = async (number: number) => {
    const rules = {
      name: `tenant-${number}`,
      displayName: `Tenant ${number}`,
      breakGlass: { accounts: [`bg1@tenant-${number}.example`] },
      neverRotate: [],
      serviceAccounts: [{ userPrincipalNamePrefix: 'svc-' }],
      admins: { roles: 'all' as const, ignore: [], further: [] },
      deciders: [{ objectId: 'ada', name: 'Ada', mail: 'ada@msp.example', ownAccounts: [], decidesElsewhere: true }],
      twoPersons: { roles: [], tenants: [] },
    };
    const snapshot = await reader.readTenant(tenantIdOf(number));
    const found = classify(snapshot, rules, 'admin');
    if (found.accountsSeen !== 30) throw new Error(`tenant ${number} has ${found.accountsSeen} accounts`);
    const { lastSignIns } = await reader.readDetails(tenantIdOf(number), wantedDetails(found, snapshot, rules));
    if (permissions.length > 0 && lastSignIns.size !== found.included.length) {
      throw new Error(`tenant ${number} has ${lastSignIns.size} sign-ins`);
    }
  };
  await mapConcurrently(numbers(tenants), readOne, atOnce);
}

async function loopOverAll(address: string, tenants: number, atOnce: number): Promise<void> {
  const tokens = tokensAt(address);
  const readOne = async (number: number) => {
    const admins = await plainLoop(address, tokens, tenantIdOf(number));
    if (admins !== 7) throw new Error(`tenant ${number} has ${admins} admins`);
  };
  await mapConcurrently(numbers(tenants), readOne, atOnce);
}

const numbers = (tenants: number) => Array.from({ length: tenants }, (_, i) => i + 1);

const tokensAt = (address: string): GraphTokens =>
  tokenSource({
    loginEndpoint: address,
    clientId: 'bench',
    scope: 'https://graph.microsoft.com/.default',
    prove: authenticatedByAws(async () => 'a.b.c'),
    now: () => new Date(),
  });

function figures({ roundTrips, seconds, peakMegabytes, heldMegabytes }: Measured, tenants: number): string[] {
  return [
    String(roundTrips),
    (roundTrips / tenants).toFixed(1),
    seconds.toFixed(2),
    peakMegabytes.toFixed(1),
    ((heldMegabytes * 1024) / tenants).toFixed(1),
  ];
}

const widths = [8, 14, 13, 12, 9, 14, 20];
const row = (cells: readonly string[]) =>
  `${cells
    .map((cell, i) => cell.padEnd(widths[i] ?? 0))
    .join('')
    .trimEnd()}\n`;

async function portOf(server: ChildProcess): Promise<number> {
  if (server.stdout === null) throw new Error('the server prints nothing');
  const [line]: unknown[] = await once(createInterface(server.stdout), 'line');
  return Number(line);
}
