import type { Estate, EstateTenant } from '../../config/estate.ts';
import { reopening } from '../../lambda/domain/rotation/reopening.ts';
import { isIn, type Rotation } from '../../lambda/domain/rotation/rotation.ts';
import { uncertainGuidance } from '../../lambda/usecases/rotation/uncertain-guidance.ts';

/** What an operator should know and do about a rotation, line by line; nothing for one that ended well or was decided against. */
export function nextLines(rotation: Rotation, tenant: EstateTenant, estate: Estate, now: Date): readonly string[] {
  if (isIn(rotation, 'uncertain')) {
    const { known, steps } = uncertainGuidance(rotation, tenant.name);
    return [rotation.state.reason, ...known, ...steps.flatMap(({ text, command }) => [`${text}:`, `  ${command}`])];
  }
  if (isIn(rotation, 'failed')) {
    const answer = reopening(rotation, 'retry', tenant, estate, now);
    const { accountId, cycleId } = rotation;
    return [
      rotation.state.reason,
      ...(answer.allowed
        ? [
            `The password is unchanged, and the approval is valid until ${rotation.decideBefore}. Try again:`,
            `  npm run rotation -- retry --tenant ${tenant.name} --account ${accountId} --cycle ${cycleId}`,
          ]
        : [`The password is unchanged. ${answer.sentence}`]),
    ];
  }
  if (isIn(rotation, 'awaiting-approval')) return [`A technician decides by ${rotation.decideBefore}.`];
  return [];
}
