import { filledSecretName } from './stack.ts';

/**
 * Name of the secret with the address of a Teams workflow, such as `m365-rotation/teams-webhook/europe`.
 *
 * @param channel  left out: the team's own
 */
export const teamsSecretName = (stackName: string, channel?: string): string =>
  filledSecretName(stackName, channel === undefined ? 'teams-webhook' : `teams-webhook/${channel}`);
