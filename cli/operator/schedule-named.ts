import type { Estate, Schedule } from '../../config/estate.ts';
import { unknownNames } from './unknown-names.ts';

/** @throws with the schedule that was probably meant, and all that there are */
export function scheduleNamed({ schedules }: Pick<Estate, 'schedules'>, name: string): Schedule {
  const found = schedules.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new Error(
    unknownNames(
      'schedule',
      [name],
      schedules.map((each) => each.name),
    ),
  );
}
