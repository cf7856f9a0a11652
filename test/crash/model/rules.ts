import { isIn } from '../../../lambda/domain/rotation/rotation.ts';
import { isApproved, mayArrive, type Password, type World } from './world.ts';

/** What a world breaks; `undefined`: nothing. */
export function brokenRule(world: World): string | undefined {
  const { row, stored, directory, inFlight, counts, locked, misled } = world;
  const { password } = directory;
  const isReadable = (value: Password) => stored.some((each) => each.id === value && each.label !== 'none');
  const isOurs = password !== 'old' && password !== 'by-hand';
  if ((isOurs || inFlight.length > 0) && !isApproved(world)) return 'R1: reset without approval';
  if (isOurs && !isReadable(password)) return 'R3: the password is not readable';
  if (!inFlight.every(isReadable)) return 'R3: a password under way is not readable';
  // After a proven reset the same value may arrive once more, from an attempt whose sender gave up within the same minutes.
  if (!locked && !isIn(row, 'rotated') && mayArrive(world)) {
    return 'R3: another rotation may begin while a request may take effect';
  }
  if (!locked && isIn(row, 'staged', 'maybe-applied', 'applied', 'proven', 'current', 'delivered', 'uncertain')) {
    return 'R3: another rotation may begin while this one is under way';
  }
  if (counts.decisions > 1) return 'R6: two decisions';
  if (counts.closings > 1) return 'R6: counted twice';
  if (counts.links > 1) return 'R6: two links';
  // Whoever ends comes by here: an uncertain rotation is polled for, or is about to be, or was as often as it is here.
  if (isIn(row, 'uncertain') && !isPolled(world)) return 'R3: uncertain, and nobody polls the directory';
  if (!row.closed) return undefined;
  const { status } = row.state;
  const current = stored.find((each) => each.label === 'current');
  if (status === 'rotated' && password !== current?.id) return 'R3: rotated, and it is not';
  if (
    (status === 'failed' || status === 'rejected' || status === 'expired') &&
    !misled &&
    (password !== 'old' || mayArrive(world))
  ) {
    return `R3: ${status}, and the password may have been changed`;
  }
  return undefined;
}

const isPolled = ({ row, polled, executions }: World): boolean =>
  polled.includes(row.run ?? 0) || executions.some(({ at }) => at === 'outcome' || at === 'outcome.settle');
