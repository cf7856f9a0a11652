import type { EstateTenant } from '../../config/estate.ts';
import { type InspectionKind, inspectionKinds } from '../../lambda/domain/inspection/inspection.ts';
import { inspectionTitle } from '../../lambda/domain/inspection/inspection-words.ts';
import { firstFew } from '../../lambda/domain/text/first-few.ts';
import type { InspectionStore } from '../../lambda/ports/inspections.ts';

const commandOf: Readonly<Record<InspectionKind, string>> = { 'break-glass': 'drill', consent: 'consents' };

/** So many tenants stand in a line; the others are counted. */
const NAMED = 5;

/** One line for each kind of look that found what fails, with the command that says more. */
export async function failingLines(
  inspections: Pick<InspectionStore, 'ofKind'>,
  tenants: readonly Pick<EstateTenant, 'name' | 'tenantId'>[],
): Promise<readonly string[]> {
  const lines = await Promise.all(
    inspectionKinds.map(async (kind) => {
      const failing = (await inspections.ofKind(kind)).filter(({ failedSince }) => failedSince !== undefined);
      const names = tenants
        .filter(({ tenantId }) => failing.some((each) => each.tenantId === tenantId))
        .map(({ name }) => name);
      const says = `npm run rotation -- ${commandOf[kind]} --show`;
      return names.length === 0
        ? []
        : [`${inspectionTitle[kind]} fails: ${firstFew(names, NAMED)}. What, and what to do: ${says}`];
    }),
  );
  return lines.flat();
}
