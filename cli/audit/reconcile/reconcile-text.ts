import type { DirectoryReset, Reconciled } from '../../../lambda/domain/audit/reconcile.ts';
import { counted } from '../../../lambda/domain/text/counted.ts';

const changeLine = ({ at, activity, userPrincipalName, accountId, by, id }: DirectoryReset): string =>
  `  ${at}  ${userPrincipalName ?? accountId}: ${activity}, by ${by.kind === 'unknown' ? 'nobody that Entra names' : by.kind === 'app' ? `the app ${by.name} (${by.appId})` : by.name} [${id}]`;

/** @param tenant  as the estate calls it; @param since  ISO 8601, UTC */
export function reconcileText(tenant: string, since: string, found: Reconciled): string {
  const { matched, unrecorded, foreign, notShown, notYetShown, ofOthers } = found;
  const part = (count: number, title: string, lines: readonly string[]) =>
    count === 0 ? [] : ['', `${title}:`, ...lines];
  return [
    `${tenant}, since ${since}: ${counted(matched, 'reset')} of ours ${matched === 1 ? 'is' : 'are'} in Entra's directory audit.`,
    ...part(
      unrecorded.length,
      `${counted(unrecorded.length, 'reset')} by our own writer app that no record tells of; find out who uses it`,
      unrecorded.map(changeLine),
    ),
    ...part(
      foreign.length,
      `${counted(foreign.length, 'change')} by others of accounts that we rotate; what is stored for them may be stale`,
      foreign.map(changeLine),
    ),
    ...part(
      notShown.length,
      `${counted(notShown.length, 'reset')} that our records call done and that Entra does not show`,
      notShown.map((each) => `  ${each.attempts.at(-1)}  ${each.userPrincipalName}, rotation ${each.rotationId}`),
    ),
    ...(unrecorded.length + foreign.length + notShown.length === 0 ? ['Nothing differs.'] : []),
    ...(notYetShown === 0
      ? []
      : [
          `${counted(notYetShown, 'reset')} of ours ${notYetShown === 1 ? 'lies' : 'lie'} outside of what was compared: Entra may list ${notYetShown === 1 ? 'it' : 'them'} later, or not so far back.`,
        ]),
    ...(ofOthers === 0
      ? []
      : [`${counted(ofOthers, 'further change')} of accounts that we have never rotated, not looked at.`]),
    '',
  ].join('\n');
}
