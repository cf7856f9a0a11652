import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { functionTable } from '../../../../contract/functions.ts';
import { queueDelivery } from '../../../../contract/queue-delivery.ts';
import type { VaultRecordName } from '../../../../lambda/domain/credential/vault-record.ts';
import type { VaultWrite } from '../../../../lambda/domain/credential/vault-write.ts';
import { deliver } from '../../../../lambda/domain/rotation/protocol.ts';
import type { Rotation } from '../../../../lambda/domain/rotation/rotation.ts';
import { VaultBusy, type VaultWriter } from '../../../../lambda/ports/vault.ts';
import { VaultRest } from '../../../../lambda/usecases/credential/vault-rest.ts';
import { writeVault } from '../../../../lambda/usecases/credential/write-vault.ts';
import { inState, states } from '../../domain/rotation/rotations.ts';
import { CONTOSO, CYCLE, World } from '../in-memory.ts';
import { rowOf, tenantRowOf } from '../in-memory-tables.ts';
import { handedOver } from './vault-scene.ts';

/** Many passwords that wait for one vault, on a virtual clock: the queue and the function as they are deployed. */

const VISIBILITY_MS = queueDelivery.vault.visibleAfterSeconds * 1_000;
const WORKERS = queueDelivery.vault.atOnce;
const MOST_RECEIVES = queueDelivery.vault.mostReceives;

/** What a vault does with a request at an instant. */
export type Weather = (clock: VirtualClock) => 'fine' | 'down' | 'slow' | 'throttles' | 'broken' | 'loses-answers';

export interface Storm {
  readonly passwords: number;
  readonly weather: Weather;
  /** Requests that the vault takes in a minute; no limit if left out. */
  readonly perMinute?: number;
  /** Every so many messages are delivered to two functions at once. */
  readonly twiceEach?: number;
}

export interface Counts {
  readonly written: number;
  readonly givenUp: number;
  /** Still queued, when no message is left. */
  readonly lost: number;
  /** Records of the vault that hold another value than the account has. */
  readonly wrong: number;
  /** More than one record of how it ended, or more than one link. */
  readonly doubled: number;
  readonly links: number;
  readonly deadLetters: number;
  readonly calls: number;
  readonly minutes: number;
}

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const passwordOf = (n: number) => `password of ${n}`;

export async function storm({ passwords, weather, perMinute, twiceEach }: Storm): Promise<Counts> {
  const clock = virtualClock();
  const world = new World();
  const vault = new StormyVault(clock, weather, perMinute);
  fill(world, clock, passwords);
  const ports = (rest: VaultRest) => ({
    ...world.ports,
    estate: handedOver('vault'),
    now: clock.now,
    sleep: (ms: number) => clock.sleep(ms),
    rest,
    vault: vault.writer,
  });
  let deadLetters = 0;
  const queue = Array.from({ length: passwords }, (_, n) => ({ write: writeOf(n), visibleAt: 0, receives: 0 }));
  const work = async () => {
    const mine = ports(new VaultRest());
    for (;;) {
      const message = queue.shift();
      if (message === undefined) return;
      if (message.visibleAt > clock.elapsed()) await clock.sleep(message.visibleAt - clock.elapsed());
      if (message.receives === MOST_RECEIVES) {
        deadLetters += 1;
        continue;
      }
      const began = clock.elapsed();
      const isTwice = twiceEach !== undefined && message.receives % twiceEach === 0;
      const runs = await Promise.all(Array.from({ length: isTwice ? 2 : 1 }, () => writeVault(mine, message.write)));
      if (clock.elapsed() - began > functionTable['write-vault'].timeoutSeconds * 1_000)
        throw new Error('Lambda ends it');
      if (runs.every(({ kind }) => kind === 'again')) {
        queue.push({ ...message, visibleAt: began + VISIBILITY_MS, receives: message.receives + 1 });
      }
    }
  };
  await clock.until(Promise.all(Array.from({ length: WORKERS }, work)));
  return { ...countsOf(world, vault, passwords), deadLetters, calls: vault.calls, minutes: clock.elapsed() / 60_000 };
}

const writeOf = (n: number): VaultWrite => ({ cycleId: CYCLE, tenantId: CONTOSO, accountId: idOf(n) });

function fill({ tables, contoso }: World, clock: VirtualClock, count: number): void {
  tables.tenantRows.set(tenantRowOf(CYCLE, CONTOSO), {
    cycleId: CYCLE,
    tenantId: CONTOSO,
    displayName: 'Contoso',
    status: 'closed',
    accountsSeen: count,
    excluded: {},
    rotations: count,
    openCount: 0,
  });
  for (let n = 0; n < count; n += 1) {
    const current = inState(states.current, {
      cycleId: CYCLE,
      tenantId: CONTOSO,
      accountId: idOf(n),
      rotationId: `${n}`,
    });
    const account = { ...current.account, accountId: idOf(n), userPrincipalName: `${n}@contoso.example` };
    const { linkId: _, ...state } = states.rotated;
    const queued = deliver({ ...current, account }, { vaultSince: clock.now().toISOString() });
    const rotation: Rotation = { ...queued, state, closed: true };
    tables.rotationRows.set(rowOf(rotation), rotation);
    tables.currentVersions.set(`${CONTOSO}/${idOf(n)}`, state.versionId);
    const content = { userPrincipalName: '', password: passwordOf(n), rotationId: '', createdAt: '' };
    contoso.versions.set(idOf(n), new Map([[state.versionId, { content, labels: ['AWSCURRENT'] }]]));
  }
}

function countsOf({ tables }: World, vault: StormyVault, count: number) {
  const rows = [...tables.rotationRows.values()];
  const ended = (status: string) => rows.filter((each) => each.vault?.status === status);
  const wrong = Array.from({ length: count }, (_, n) => n).filter((n) => {
    const held = vault.records.get(`M365 ${n}@contoso.example`);
    return held === undefined
      ? ended('written').some(({ accountId }) => accountId === idOf(n))
      : held !== passwordOf(n);
  });
  const doubled = [...tables.chains.values()].filter(
    (chain) => chain.filter(({ action }) => action.startsWith('vault.')).length > 1,
  );
  return {
    written: ended('written').length,
    givenUp: ended('given-up').length,
    lost: ended('queued').length,
    wrong: wrong.length,
    doubled: doubled.length,
    links: tables.credentialLinks.size,
  };
}

/** As long as the adapters wait for an answer. */
const TIME_LIMIT_MS = 20_000;

class StormyVault {
  readonly records = new Map<string, string>();
  calls = 0;
  private minute = { began: 0, taken: 0 };

  constructor(
    private readonly clock: VirtualClock,
    private readonly weather: Weather,
    private readonly perMinute = Number.POSITIVE_INFINITY,
  ) {}

  readonly writer: VaultWriter = {
    write: async ({ record }: VaultRecordName, password) => {
      this.calls += 1;
      const name = 'id' in record ? record.id : record.name;
      const weather = this.weather(this.clock);
      await this.clock.sleep(weather === 'slow' ? TIME_LIMIT_MS - 1 : 300);
      this.count();
      switch (weather) {
        case 'throttles':
          throw new VaultBusy('the vault answered 429', 60);
        case 'broken':
          throw new Error('the vault answered 500');
        case 'down':
          return this.noAnswer();
        case 'loses-answers':
          this.records.set(name, password);
          return this.noAnswer();
        case 'slow':
        case 'fine':
          this.records.set(name, password);
          return { recordId: name };
      }
    },
  };

  private async noAnswer(): Promise<never> {
    await this.clock.sleep(TIME_LIMIT_MS);
    throw new Error('the vault did not answer');
  }

  /** One write is three requests: organization, record, password. */
  private count(): void {
    const now = this.clock.elapsed();
    if (now >= this.minute.began + 60_000) this.minute = { began: now, taken: 0 };
    if (this.minute.taken + 3 > this.perMinute) {
      throw new VaultBusy('the vault answered 429', Math.ceil((this.minute.began + 60_000 - now) / 1_000));
    }
    this.minute = { ...this.minute, taken: this.minute.taken + 3 };
  }
}
