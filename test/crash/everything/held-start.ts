import { dayOf, localStarts } from '../../../config/schedule-dates.ts';
import type { RunningProduct } from '../../../local/running-product.ts';
import { runByHand } from '../../runs/run-by-hand.ts';

const DAY_MS = 86_400_000;
const NAME = 'service-moved';

/** A schedule of which black-outs have moved a start to this very day. On weekends, so that the day may be any. */
function movedHere(now: Date) {
  const today = dayOf(now.getTime());
  const last = (weekDay: string) =>
    localStarts({ every: 'month', on: { weekDay, week: 'first' }, at: '00:00' }, now.getUTCFullYear() - 1, 2)
      .map(dayOf)
      .findLast((day) => day <= today) ?? today;
  // Where one of them is today, the other one is not.
  const weekDay = last('saturday') === today ? 'sunday' : 'saturday';
  return { weekDay, from: last(weekDay), to: dayOf(now.getTime() - DAY_MS), today };
}

/** The estate file with that schedule. */
export function withMovedStart(yaml: string, now = new Date()): string {
  const { weekDay, from, to } = movedHere(now);
  const on = `{ weekDay: ${weekDay}, week: first }`;
  return yaml.replace('blackOuts: []\n', `blackOuts: [{ from: ${from}, to: ${to}, reason: Freeze }]\n`).replace(
    / *# Days on which nothing starts\./, // as a comment of the schedule above, where the file was written anew
    `  - { name: ${NAME}, class: service, every: month, on: ${on}, at: "00:00", timeZone: UTC }\n# Days on which nothing starts.`,
  );
}

/** Starts what was moved to today, while all tenants are on hold: it is recorded and told, and opens nothing. */
export async function startHeld(product: RunningProduct, now = new Date()): Promise<void> {
  await runByHand(product, 'start-moved', {});
  const { declarations, stepFunctions } = product.cloud;
  const machine = declarations.machines.find(({ name }) => name.endsWith('-RotationCycle'))?.arn ?? '';
  const name = `${movedHere(now).today}-${NAME}`;
  await stepFunctions.waitFor(`${machine.replace(':stateMachine:', ':execution:')}:${name}`);
}
