import type { PlannedAccount } from '../accounts/account.ts';
import { exclusionLabel } from '../accounts/exclusion-reasons.ts';
import { globalAdministratorWords } from '../accounts/held-global-administrator.ts';
import { dependantsWords, inclusionSentence, lastSignInWords, passwordAge } from '../accounts/inclusion-words.ts';
import { printable } from '../text/printable.ts';
import type { Changes } from './changes.ts';
import type { Plan } from './plan.ts';

/**
 * A plan in words, as rows of cells: the same in the terminal, in the mail of a dry run and on its page. Every cell is safe to
 * show.
 */
export interface PlanSection {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** Only sections that have rows. Where nothing changed, or there is nothing to compare with, the section of changes has one row. */
export function planSections({
  rotate,
  leftOut,
  others,
  changes,
  problems,
}: Plan & { readonly changes: Changes | { readonly notCompared: string } }): readonly PlanSection[] {
  const sections: readonly PlanSection[] = [
    {
      title: 'to rotate',
      rows: rotate.map((each) => [each.userPrincipalName, each.displayName, ageAndUse(each), whyAndWhatFor(each)]),
    },
    {
      title: 'left out',
      rows: leftOut.map((each) => [each.userPrincipalName, exclusionLabel(each.reason), each.sentence]),
    },
    {
      title: 'further accounts, left out',
      rows: others.map((each) => [String(each.accounts), exclusionLabel(each.reason), each.sentence]),
    },
    changeSection(changes),
    { title: 'to know', rows: problems.map((each) => [each]) },
  ];
  return sections
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => ({ title, rows: rows.map((row) => row.map(printable)) }));
}

/** Where no last sign-in was told, of a whole tenant mostly, the row has no word about it. */
const ageAndUse = (account: PlannedAccount) =>
  account.lastSignIn === undefined ? passwordAge(account) : `${passwordAge(account)}, ${lastSignInWords(account)}`;

/** What it is, why it is here, and what may break. */
const whyAndWhatFor = (account: PlannedAccount) =>
  [globalAdministratorWords(account) ?? '', inclusionSentence(account), dependantsWords(account)]
    .filter((each) => each !== '')
    .join('. ');

function changeSection(changes: Changes | { readonly notCompared: string }): PlanSection {
  if ('notCompared' in changes) {
    return { title: 'changes since the last cycle', rows: [[`not compared: ${changes.notCompared}`]] };
  }
  const { cycleId, accounts } = changes;
  return {
    title: `changes since ${cycleId}`,
    rows:
      accounts.length === 0
        ? [['none']]
        : accounts.map(({ userPrincipalName, before, now }) => [userPrincipalName, `${before} → ${now}`]),
  };
}
