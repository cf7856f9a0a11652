import type { Estate, EstateTenant } from '../../config/estate.ts';
import { reasonWords } from '../../lambda/domain/audit/reason-words.ts';
import { type NextStep, nextStep } from '../../lambda/domain/rotation/next-step.ts';
import { isIn, type Rotation } from '../../lambda/domain/rotation/rotation.ts';
import { uncertainGuidance } from '../../lambda/usecases/rotation/uncertain-guidance.ts';

/** What an operator should know and do about a rotation, line by line; nothing for one that ended well or was decided against. */
export function nextLines(rotation: Rotation, tenant: EstateTenant, estate: Estate, now: Date): readonly string[] {
  if (isIn(rotation, 'uncertain')) {
    const { known, steps } = uncertainGuidance(rotation, tenant.name);
    return [
      reasonWords(rotation.state.reason),
      ...known,
      ...steps.flatMap(({ text, command }) => [`${text}:`, `  ${command}`]),
    ];
  }
  if (isIn(rotation, 'failed')) {
    const next = nextStep(rotation, tenant, estate, now);
    return [
      reasonWords(rotation.state.reason),
      `The password is unchanged. ${next.sentence}`,
      ...(next.step === 'nothing' ? [] : [`  npm run rotation -- ${commandOf(next, rotation, tenant)}`]),
    ];
  }
  if (isIn(rotation, 'awaiting-approval')) return [`A technician decides by ${rotation.decideBefore}.`];
  return [];
}

/** A cycle that is started by hand on the same day for the same account needs another name. */
function commandOf({ step }: NextStep, { accountId, cycleId, rotationId }: Rotation, { name }: EstateTenant): string {
  const about = `--tenant ${name} --account ${accountId}`;
  if (step === 'retry') return `retry ${about} --cycle ${cycleId}`;
  const request = cycleId.includes('-now-') ? ` --request after-${rotationId.slice(0, 8)}` : '';
  return `start ${about}${request} --reason "…"`;
}
