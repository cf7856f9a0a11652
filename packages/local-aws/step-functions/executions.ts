import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, privateFolder, readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';
import type { Dispatch, ServiceContext } from '../service.ts';
import type { MachineDeclaration } from '../template/declarations.ts';
import type { Status } from './ending.ts';
import type { Engine, Identity } from './engine.ts';
import { Execution } from './execution.ts';
import { writeHistory } from './history.ts';
import { readJournal } from './journal.ts';
import { type Machine, type Part, partOf, readMachine } from './machine.ts';
import { Timekeeper } from './timekeeper.ts';
import { Tokens } from './tokens.ts';
import { type Startable, Versions } from './versions.ts';

/** What the first entry of a journal tells beside the input. */
const startMemo = z.strictObject({
  arn: z.string(),
  name: z.string(),
  mapRunArn: z.string().optional(),
  parentArn: z.string().optional(),
  versionArn: z.string().optional(),
  aliasArn: z.string().optional(),
  machineArn: z.string(),
  digest: z.string(),
});
const storedMachine = z.strictObject({
  name: z.string(),
  arn: z.string(),
  roleArn: z.string(),
  definition: z.record(z.string(), z.unknown()),
});

/** All executions, running and ended, and what they have in common. */
export class Executions implements Engine {
  readonly clock: Clock;
  readonly time: Timekeeper;
  readonly tokens = new Tokens();
  readonly region: string;
  readonly accountId: string;
  readonly folder: string;
  readonly call: Dispatch;
  transitions = 0;
  readonly #definitions: string;
  readonly #byArn = new Map<string, Execution>();
  readonly #byDigest = new Map<string, Machine>();
  readonly #versions: Versions;
  #machines: readonly Machine[] = [];

  constructor(
    context: ServiceContext,
    declared: readonly MachineDeclaration[],
    readonly executionsFolder: string,
    readonly functionLineMs = 0,
    private readonly onEnded: (machineArn: string, status: Status) => void = () => undefined,
  ) {
    this.clock = context.clock;
    this.region = context.region;
    this.accountId = context.accountId;
    this.call = context.call;
    this.folder = join(context.folder, 'executions');
    this.#definitions = join(context.folder, 'definitions');
    for (const each of [this.folder, this.#definitions, executionsFolder]) privateFolder(each);
    this.time = new Timekeeper(context.clock, join(context.folder, 'time.json'));
    this.#versions = new Versions(join(context.folder, 'versions.json'));
    this.deploy(declared);
    for (const name of readdirSync(this.folder).sort()) this.#load(join(this.folder, name));
  }

  readonly retries = new Map<string, { count: number; most: number }>();

  noteRetry(error: string, n: number): void {
    const { count, most } = this.retries.get(error) ?? { count: 0, most: 0 };
    this.retries.set(error, { count: count + 1, most: Math.max(most, n) });
  }

  get machines(): readonly Machine[] {
    return this.#machines;
  }

  /**
   * Takes these machines in place of those that it had. What runs goes on with what it was started with.
   * @throws {Error} naming what is not supported; nothing is changed then
   */
  deploy(declared: readonly MachineDeclaration[]): void {
    const machines = declared.map(readMachine);
    for (const machine of machines) this.#keepDefinition(machine);
    this.#versions.publish(declared, machines);
    this.#machines = machines;
  }

  /** What a start by this ARN of a machine, a version or an alias runs. `undefined`: there is none. */
  startable(arn: string): (Startable & { readonly machine: Machine }) | undefined {
    const found = this.#versions.find(arn);
    if (found === undefined) return undefined;
    const { digest, machineArn } = found;
    const machine =
      digest === undefined ? this.#machines.find((each) => each.arn === machineArn) : this.#machineOf(digest);
    return machine === undefined ? undefined : { ...found, machine };
  }

  all(): Execution[] {
    return [...this.#byArn.values()];
  }

  find(arn: string): Execution | undefined {
    return this.#byArn.get(arn);
  }

  start(part: Part, identity: Identity): Execution {
    const execution = this.#execution(part, identity);
    execution.begin();
    this.#byArn.set(identity.arn, execution);
    void execution.run();
    return execution;
  }

  startChild(parent: Identity, part: Part, mapRunArn: string, name: string, input: string): Execution {
    const arn = executionArn(part.arn, name);
    return this.#byArn.get(arn) ?? this.start(part, { arn, name, input, mapRunArn, parentArn: parent.arn });
  }

  /** Goes on with everything that was running when the service was stopped. */
  resume(): void {
    for (const execution of this.all()) {
      if (execution.status !== 'RUNNING') continue;
      const { parentArn } = execution.identity;
      // Its map run ended right before the stop, and had no time to stop it.
      if (parentArn !== undefined && this.find(parentArn)?.status !== 'RUNNING') execution.stop();
      else void execution.run();
    }
  }

  async close(): Promise<void> {
    const running = this.all().filter(({ status }) => status === 'RUNNING');
    await Promise.all(running.map((each) => each.suspend()));
    this.time.close();
    for (const each of running) writeHistory(this.executionsFolder, each);
  }

  #execution(part: Part, identity: Identity): Execution {
    return new Execution(this, part, identity, (ended) => {
      writeHistory(this.executionsFolder, ended);
      if (part.arn === part.machine.arn) this.onEnded(part.arn, ended.status);
    });
  }

  #load(file: string): void {
    const entries = readJournal(file);
    const first = entries[0];
    if (first === undefined) {
      unlinkSync(file); // killed while it was started: nobody was told that it was
      return;
    }
    const { machineArn, digest, ...identity } = startMemo.parse(first.memo);
    const machine = this.#machineOf(digest);
    const part = partOf(machine, machineArn === machine.arn ? undefined : machineArn.slice(machine.arn.length + 1));
    const execution = this.#execution(part, { ...identity, input: String(first.details.input) });
    execution.restore(entries);
    this.time.notBefore(entries.at(-1)?.elapsedMs ?? 0);
    this.#byArn.set(identity.arn, execution);
  }

  /** Executions end with the definition that they began with, whatever is deployed meanwhile. */
  #keepDefinition(machine: Machine): void {
    const { name, arn, roleArn, definition, digest } = machine;
    this.#byDigest.set(digest, machine);
    writeJson(join(this.#definitions, `${digest}.json`), { name, arn, roleArn, definition });
  }

  #machineOf(digest: string): Machine {
    const known = this.#byDigest.get(digest);
    if (known !== undefined) return known;
    const stored = readJson(join(this.#definitions, `${digest}.json`), storedMachine);
    if (stored === undefined) throw new Error(`the definition ${digest} of an execution is missing`);
    const machine = readMachine(stored);
    this.#byDigest.set(digest, machine);
    return machine;
  }
}

/** `…:stateMachine:Name` and a name make `…:execution:Name:name`. */
export const executionArn = (machineArn: string, name: string) =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
