import type { Technician } from '../../../config/estate.ts';
import { decidersOf } from '../../domain/rotation/asking.ts';
import { type AskingPorts, queueRequestOnce } from './queue-request.ts';
import { askedOf, readWhatWaits, type WhatWaits, type WhatWaitsPorts } from './what-waits.ts';

/**
 * Asks at once whoever may decide instead of a technician whom no mail reaches. They would be asked at half-time, which may be after the
 * change window. Who has a request of this cycle already gets no second one: the team is told who may decide.
 */
export async function askStandIns(
  ports: AskingPorts & WhatWaitsPorts,
  cycleId: string,
  technician: Technician,
): Promise<void> {
  const what = await readWhatWaits(ports, cycleId);
  if (what === undefined) return;
  for (const each of standInsFor(ports, what, technician)) {
    await queueRequestOnce(ports, what.cycle, each, 'record-mail-events', 'record-mail-events', technician.objectId);
  }
}

/** Who else may decide about what a technician is asked about now. */
export function standInsFor(
  { estate, now }: Pick<WhatWaitsPorts & AskingPorts, 'estate' | 'now'>,
  what: WhatWaits,
  technician: Technician,
): readonly Technician[] {
  const asked = askedOf(what, technician, estate, now());
  const able = asked.flatMap(({ tenant, waiting }) =>
    waiting.flatMap((rotation) => decidersOf(rotation, tenant, estate.technicians, now())),
  );
  return estate.technicians.filter((each) => each !== technician && able.includes(each));
}
