import { countNotRotated } from '../../lambda/domain/plan/plan.ts';
import { planSections } from '../../lambda/domain/plan/plan-lines.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { columns } from '../operator/terminal-text.ts';
import type { TenantPlan } from './tenant-plan.ts';

/** Plans as an engineer reads them: per schedule and tenant who is rotated and why, and who is not and why not. */
export function planText(plans: readonly TenantPlan[]): string {
  return `${[...plans.flatMap((plan) => [...tenantLines(plan), '']), ...endLines(plans)].join('\n')}\n`;
}

function tenantLines(plan: TenantPlan): string[] {
  const title = `${plan.schedule} · ${printable(plan.displayName)} (${plan.tenant})`;
  if (plan.notReady !== undefined) return [title, `  NOT READY, nothing is rotated here: ${printable(plan.notReady)}`];
  return [
    `${title}: ${counted(plan.rotate.length, 'account')} to rotate, ${countNotRotated(plan)} left out`,
    ...planSections(plan).flatMap((section) => [`  ${section.title}`, ...columns(section.rows, '    ')]),
  ];
}

function endLines(plans: readonly TenantPlan[]): string[] {
  const accounts = plans.reduce((sum, each) => sum + each.rotate.length, 0);
  const notReady = new Set(plans.filter((each) => each.notReady !== undefined).map((each) => each.tenant));
  return [
    `${counted(accounts, 'account')} would be rotated, each after its approval. Nothing was changed.`,
    ...(notReady.size === 0 ? [] : [`${counted(notReady.size, 'tenant')} not ready: ${[...notReady].join(', ')}.`]),
  ];
}
