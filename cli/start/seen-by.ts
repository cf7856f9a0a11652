import type { Estate, EstateTenant, Schedule } from '../../config/estate.ts';
import { type AccountClass, accountClassSchema } from '../../lambda/domain/accounts/account.ts';
import { MOST_CHOSEN, onlyAccounts } from '../../lambda/domain/cycle/only-these.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import type { ExposedAccount } from '../../lambda/usecases/credential/exposed-accounts.ts';
import { rotationsUnderWay, type UnderWay, type UnderWayPorts } from '../../lambda/usecases/cycle/under-way.ts';
import { scheduleForClass } from '../../lambda/usecases/estate-lookup.ts';
import { busySentence } from '../../lambda/usecases/rotation/account-busy.ts';
import { exposuresOf } from '../exposure/command.ts';
import { personNamed, personWords } from '../exposure/find-person.ts';
import { print } from '../operator/output.ts';
import type { StoredRotations } from '../operator/stored-rotations.ts';
import { columns } from '../operator/terminal-text.ts';
import type { WantedCycle } from './wanted-cycle.ts';

/**
 * The cycles for exactly the accounts whose current password a person has seen: one for each class, over all tenants. Prints what they
 * are for, and what they leave out and why.
 *
 * @param tenants  left out: all of them
 */
export async function cyclesSeenBy(
  estate: Estate,
  stored: StoredRotations,
  name: string,
  tenants: readonly EstateTenant[] | undefined,
): Promise<readonly WantedCycle[]> {
  const person = personNamed(estate, await stored.exposures.seers(), name);
  const tenantIds = tenants?.map(({ tenantId }) => tenantId);
  const { accounts } = await exposuresOf(stored, person, tenantIds);
  const plan = await planSeenBy(estate, stored, accounts);
  print(`${personWords(person)} has seen ${counted(accounts.length, 'password')} that may still work.\n`);
  print(planText(plan));
  return plan.starts.map(({ schedule, accounts: chosen }) => ({ schedule, only: onlyAccounts(chosen) }));
}

export interface SeenByPlan {
  /** A cycle each. */
  readonly starts: readonly { readonly schedule: Schedule; readonly accounts: readonly ExposedAccount[] }[];
  readonly leftOut: readonly { readonly account: ExposedAccount; readonly why: string }[];
}

/** Which cycles are started for these accounts, and which accounts none is started for. */
export async function planSeenBy(
  estate: Pick<Estate, 'tenants' | 'schedules'>,
  ports: UnderWayPorts,
  accounts: readonly ExposedAccount[],
): Promise<SeenByPlan> {
  const busy = rotationsUnderWay(ports);
  const judged: { readonly account: ExposedAccount; readonly why: string | undefined }[] = [];
  for (const account of accounts) {
    const schedule = account.class && scheduleForClass(estate, account.class);
    judged.push({ account, why: await whyNot(estate, account, schedule, busy) });
  }
  const starts = accountClassSchema.options.flatMap((of: AccountClass) => {
    const chosen = judged.filter(({ account, why }) => account.class === of && why === undefined);
    const schedule = scheduleForClass(estate, of);
    return schedule === undefined
      ? []
      : parts(
          chosen.map(({ account }) => account),
          MOST_CHOSEN,
        ).map((part) => ({ schedule, accounts: part }));
  });
  return { starts, leftOut: judged.flatMap(({ account, why }) => (why === undefined ? [] : [{ account, why }])) };
}

async function whyNot(
  { tenants }: Pick<Estate, 'tenants'>,
  account: ExposedAccount,
  schedule: Schedule | undefined,
  busy: ReturnType<typeof rotationsUnderWay>,
): Promise<string | undefined> {
  if (!tenants.some(({ tenantId }) => tenantId === account.tenantId)) {
    return 'the estate does not have its tenant any more: tell the customer to change the password';
  }
  if (account.class === undefined) return 'the cycle that made the password is not on record: start it with --account';
  if (schedule === undefined) return `the estate has no schedule for ${account.class} accounts`;
  const by = await busy({ ...account, class: account.class });
  return by === undefined ? undefined : underWaySentence(by);
}

const underWaySentence = ({ cycleId, rotation }: UnderWay): string =>
  rotation === undefined ? `cycle ${cycleId} has just begun, and finds it by itself` : busySentence(rotation);

/** Cuts a list into parts of a length. */
const parts = <T>(all: readonly T[], length: number): readonly (readonly T[])[] =>
  all.length === 0 ? [] : [all.slice(0, length), ...parts(all.slice(length), length)];

function planText({ starts, leftOut }: SeenByPlan): string {
  const row = ({ tenantDisplayName, userPrincipalName }: ExposedAccount) => [tenantDisplayName, userPrincipalName];
  const lines = [
    ...starts.flatMap(({ schedule, accounts }) => [
      `By ${schedule.name}, ${counted(accounts.length, 'account')}:`,
      ...columns(accounts.map(row), '  '),
    ]),
    ...(leftOut.length === 0 ? [] : [`Left out, ${counted(leftOut.length, 'account')}:`]),
    ...columns(
      leftOut.map(({ account, why }) => [...row(account), why]),
      '  ',
    ),
  ];
  return `${[...lines, ...(starts.length === 0 ? ['Nothing is started.'] : [])].join('\n')}\n`;
}
