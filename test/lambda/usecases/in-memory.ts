import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Estate, estateSchema } from '../../../config/estate.ts';
import { holdId } from '../../../lambda/domain/cycle/hold.ts';
import type { Measurement } from '../../../lambda/domain/cycle/measurement.ts';
import type { Message } from '../../../lambda/domain/cycle/message.ts';
import type { TicketDue } from '../../../lambda/domain/cycle/ticket-due.ts';
import type { CycleEnds } from '../../../lambda/ports/checkpoints.ts';
import { VaultRest } from '../../../lambda/usecases/credential/vault-rest.ts';
import type { ActingTechnician } from '../../../lambda/usecases/facts.ts';
import { cryptoSource } from '../domain/password/random-sources.ts';
import { Tables } from './in-memory-tables.ts';
import { Tenant } from './in-memory-tenant.ts';
import { InMemoryVault } from './in-memory-vault.ts';

const example: Estate = estateSchema.parse(parse(readFileSync('config/example.yaml', 'utf8')));
/** The example; the small directory here has none of the accounts that it lists. */
export const estate: Estate = { ...example, tenants: example.tenants.map((each) => ({ ...each, neverRotate: [] })) };
export const CONTOSO = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
export const SCHEDULE = {
  schedule: 'admin-monthly',
  scheduledFor: new Date('2026-12-07T04:00:00.000Z'),
  dryRun: false,
};
export const CYCLE = '2026-12-07-admin-monthly';
const MS_PER_HOUR = 3_600_000;

/** A technician of the example estate, signed in. */
export function signedIn(firstName: string): ActingTechnician {
  const found = estate.technicians.find((each) => each.name.startsWith(firstName));
  const objectId = found?.objectId ?? '00000000-0000-4000-8000-000000000000';
  return {
    actor: { kind: 'technician', objectId, tenantId: estate.msp.homeTenantId, name: found?.name ?? firstName },
    source: { address: '192.0.2.1', userAgent: 'test' },
  };
}

/** What a cycle is opened with. */
export const DEPLOYED = { estate: 'e'.repeat(64), code: '1.0.0+0123456789abcdef' };

/** Everything outside the use cases, in memory, as one set of ports. */
export class World {
  readonly estate = estate;
  instant = new Date('2026-12-07T04:00:05.000Z');
  readonly messages: Message[] = [];
  /** Tickets that may lack something. */
  readonly ticketsDue: TicketDue[] = [];
  readonly completedTokens: string[] = [];
  /** Counts that were told as metrics. */
  readonly measured: Measurement[] = [];
  /** Names of the workflows that poll the directory: each is started once. */
  readonly settling = new Set<string>();
  /** What the seals of cycles must reach. */
  readonly ends = new Map<string, CycleEnds>();
  readonly lists: unknown[] = [];
  private made = 0;

  /** A second passes at each look, as it roughly does. */
  readonly now = () => {
    this.instant = new Date(this.instant.getTime() + 1000);
    return this.instant;
  };
  readonly tables = new Tables();

  /** @param tenants  released, as in a deployment that works: schedules start for them */
  constructor(tenants: readonly { readonly tenantId: string }[] = estate.tenants) {
    for (const { tenantId } of tenants) {
      for (const each of ['admin', 'service'] as const) {
        const released = {
          at: '2026-11-02T09:00:00.000Z',
          by: { kind: 'operator', name: 'ada' },
          reason: 'seen',
        } as const;
        this.tables.holdRows.set(holdId({ tenantId, class: each }), { tenantId, class: each, released });
      }
    }
  }

  readonly contoso = new Tenant(this.now);
  readonly vault = new InMemoryVault();

  hoursPass(hours: number): void {
    this.instant = new Date(this.instant.getTime() + hours * MS_PER_HOUR);
  }

  /** Workflows that functions started, by name: a name is taken once. */
  readonly started = new Map<string, unknown>();

  private start(name: string, input: unknown) {
    if (this.started.has(name)) return 'exists' as const;
    this.started.set(name, input);
    return 'started' as const;
  }

  private readonly newId = () => {
    this.made += 1;
    return this.made.toString(16).padStart(32, '0');
  };

  readonly ports = {
    estate,
    now: this.now,
    portalUrl: 'https://portal',
    deployed: DEPLOYED,
    newLinkId: this.newId,
    newRequestId: this.newId,
    reportFailure: () => undefined,
    metrics: { put: (each: Measurement) => void this.measured.push(each) },
    random: cryptoSource,
    cycles: this.tables.cycles,
    tenants: this.tables.tenants,
    rotations: this.tables.rotations,
    pauses: this.tables.pauses,
    line: this.tables.line,
    holds: this.tables.holds,
    contacts: this.tables.contacts,
    links: this.tables.links,
    audit: this.tables.audit,
    sent: this.tables.sent,
    directory: this.contoso.directory,
    writer: this.contoso.writer,
    staging: this.contoso.staging,
    credentials: this.contoso.credentials,
    labels: this.contoso.labels,
    restoring: this.contoso.restoring,
    deletion: this.contoso.deletion,
    retirements: this.tables.retirements,
    exposures: this.tables.exposures,
    turns: this.tables.vaultTurns,
    vault: this.vault.writer,
    vaultQueue: this.vault.queue,
    rest: new VaultRest(),
    sleep: async (ms: number) => this.hoursPass(ms / MS_PER_HOUR),
    cycleStarts: { start: async (name: string, input: unknown) => this.start(name, input) },
    reopeningStarts: { start: async (name: string, input: unknown) => this.start(name, input) },
    messageQueue: { send: async (message: Message) => void this.messages.push(message) },
    ticketQueue: { send: async (due: TicketDue) => void this.ticketsDue.push(due) },
    taskTokens: {
      complete: async (taskToken: string) => {
        const known = !this.completedTokens.includes(taskToken);
        this.completedTokens.push(taskToken);
        return known ? ('completed' as const) : ('gone' as const);
      },
    },
    settling: {
      start: async ({ rotationId, run = 0 }: { readonly rotationId: string; readonly run?: number }) =>
        void this.settling.add(`${rotationId}-r${run}`),
    },
    signer: {
      addressOf: async (purpose: string, { linkId }: { readonly linkId: string }) =>
        `https://portal/${purpose}/${linkId}`,
    },
    tenantList: {
      write: async (cycleId: string, tenants: unknown) => {
        this.lists.push(tenants);
        return { bucket: 'work', key: `${cycleId}.json` };
      },
    },
    cycleEnds: { write: async (cycleId: string, ends: CycleEnds) => void this.ends.set(cycleId, ends) },
  };
}

/** A function that was stopped. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** The same ports, with every call made by somebody else. */
export function callsMadeBy<P extends object>(
  ports: P,
  make: (call: string, run: () => unknown, args: readonly unknown[]) => Promise<unknown>,
): P {
  return new Proxy(ports, {
    get(target, portName) {
      const port: unknown = Reflect.get(target, portName);
      if (typeof port !== 'object' || port === null || Array.isArray(port)) return port;
      return new Proxy(port, {
        get(inner, name) {
          const method: unknown = Reflect.get(inner, name);
          if (typeof method !== 'function') return method;
          const call = `${String(portName)}.${String(name)}`;
          return (...args: readonly unknown[]) => make(call, () => method.apply(inner, args), args);
        },
      });
    },
  });
}

export type Watch = (call: string, moment: 'before' | 'after') => void;

/** The same ports, with somebody looking on before and after each call. */
export const watched = <P extends object>(ports: P, watch: Watch): P =>
  callsMadeBy(ports, async (call, run) => {
    watch(call, 'before');
    const answer = await run();
    watch(call, 'after');
    return answer;
  });

/** Stops a function once, before or after its n-th outside call, counted from 1. A stopped function calls nothing more. */
export class Stop {
  calls = 0;
  isDown = false;

  constructor(
    private readonly n: number,
    private readonly moment: 'before' | 'after',
  ) {}

  readonly watch: Watch = (call, moment) => {
    if (moment === 'before' && !this.isDown) this.calls += 1;
    if (this.calls === this.n && moment === this.moment) this.isDown = true;
    if (this.isDown) throw new Stopped(`${moment} ${call}`);
  };

  /** As Lambda does: the next run finds what the last one left. */
  restart(): void {
    if (this.isDown) this.calls += 1; // never the same place again
    this.isDown = false;
  }

  get happened(): boolean {
    return this.calls > this.n;
  }
}
