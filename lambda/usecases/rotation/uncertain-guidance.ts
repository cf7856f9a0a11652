import type { InState, ResetAnswer } from '../../domain/rotation/rotation.ts';

/** What a person should know and do about an uncertain rotation. The same on pages, in tickets and on the command line. */
export interface Guidance {
  readonly known: readonly string[];
  readonly steps: readonly { readonly text: string; readonly command: string }[];
}

/** @param tenantName  the tenant's short name in the estate */
export function uncertainGuidance(rotation: UncertainRotation, tenantName: string): Guidance {
  const { cycleId, tenantId, accountId, state } = rotation;
  const about = `--tenant ${tenantName} --account ${accountId} --cycle ${cycleId}`;
  const command = (text: string) => `npm run rotation -- ${text}`;
  return {
    known: [
      `A reset was attempted, last at ${state.attemptedAt}. ${whatIsKnown(state.answer)}`,
      `Both passwords are kept in Secrets Manager, in the secret whose name ends in m365/${tenantId}/${accountId}: the new one is version ${state.versionId}, the one before is AWSCURRENT.`,
      'The directory is polled for a week; the rotation settles itself when it shows the change. No other rotation of this account begins before that.',
    ],
    steps: [
      { text: 'Poll the directory now', command: command(`resolve ${about}`) },
      {
        text: 'Sign in with the new password. If it works, say so; if the old one works, say that',
        command: command(`resolve ${about} --works new|old --reason "…"`),
      },
      {
        text: 'Or, while the approval stands, apply the same new password again',
        command: command(`retry ${about}`),
      },
    ],
  };
}

function whatIsKnown(answer: ResetAnswer | undefined): string {
  switch (answer?.kind) {
    case 'answered':
      return `Graph accepted it (request ${answer.graphRequestId}), but the directory does not show it.`;
    case 'answered-without-id':
      return 'Graph accepted it, and did not name its request, but the directory does not show it.';
    case 'seen-in-directory':
      return 'No answer of Graph arrived. The directory showed a change that fits it.';
    case 'told-by-a-person':
      return 'No answer of Graph arrived. A person has signed in with the new password.';
    case undefined:
      return 'No answer of Graph arrived.';
  }
}

export const RUNBOOK_CHAPTER = 'docs/runbook.md, "An uncertain rotation"';

type UncertainRotation = Pick<InState<'uncertain'>, 'cycleId' | 'tenantId' | 'accountId' | 'state'>;
