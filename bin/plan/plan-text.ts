import type { InclusionReason } from '../../lambda/domain/account.ts';
import { scopeWords } from '../../lambda/domain/scope-words.ts';
import { columns, counted, printable } from '../operator/terminal-text.ts';
import type { PlannedAccount, TenantPlan } from './tenant-plan.ts';

/** Plans as an engineer reads them: per schedule and tenant who is rotated and why, and who is not and why not. */
export function planText(plans: readonly TenantPlan[]): string {
  return `${[...plans.flatMap((plan) => [...tenantLines(plan), '']), ...endLines(plans)].join('\n')}\n`;
}

function tenantLines(plan: TenantPlan): string[] {
  const title = `${plan.schedule} · ${printable(plan.displayName)} (${plan.tenant})`;
  if (plan.notReady !== undefined) return [title, `  NOT READY, nothing is rotated here: ${printable(plan.notReady)}`];
  const others = plan.others.reduce((sum, each) => sum + each.accounts, 0);
  return [
    `${title}: ${counted(plan.rotate.length, 'account')} to rotate, ${plan.leftOut.length + others} left out`,
    ...section('rotate', plan.rotate.map(rotateRow)),
    ...section(
      'leave out',
      plan.leftOut.map((each) => [each.userPrincipalName, each.reason, each.sentence]),
    ),
    ...section(
      'further accounts, left out',
      plan.others.map((each) => [String(each.accounts), each.reason, each.sentence]),
    ),
    ...changeLines(plan.changes),
    ...plan.problems.map((each) => `  note: ${printable(each)}`),
  ];
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`  ${title}`, ...columns(rows, '    ')];
}

const rotateRow = (account: PlannedAccount) => [
  account.userPrincipalName,
  account.displayName,
  `changed ${account.passwordChangedAt?.slice(0, 10) ?? 'never'}`,
  `${account.reasons.map(reasonText).join('; ')}${account.passwordNeverExpires ? ' (password never expires)' : ''}`,
];

function reasonText(reason: InclusionReason): string {
  if (reason.kind === 'matcher') return reason.matcher;
  return `${reason.role}, ${scopeWords(reason.scope)}, ${reason.path}`;
}

function changeLines(changes: TenantPlan['changes']): string[] {
  if ('notCompared' in changes)
    return [`  changes since the last cycle: not compared, ${printable(changes.notCompared)}`];
  if (changes.accounts.length === 0) return [`  changes since ${changes.cycleId}: none`];
  return section(
    `changes since ${changes.cycleId}`,
    changes.accounts.map((each) => [each.userPrincipalName, `${each.before} → ${each.now}`]),
  );
}

function endLines(plans: readonly TenantPlan[]): string[] {
  const accounts = plans.reduce((sum, each) => sum + each.rotate.length, 0);
  const notReady = new Set(plans.filter((each) => each.notReady !== undefined).map((each) => each.tenant));
  return [
    `${counted(accounts, 'account')} would be rotated, each after its approval. Nothing was changed.`,
    ...(notReady.size === 0 ? [] : [`${counted(notReady.size, 'tenant')} not ready: ${[...notReady].join(', ')}.`]),
  ];
}
