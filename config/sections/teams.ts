import * as z from 'zod';
import { name } from './names.ts';

/** By this name its secret is found, which Secrets Manager would take for one with an ending of its own. */
const ENDS_LIKE_AN_ARN = /-[a-z0-9]{6}$/;

export const teamsChannelName = name(24).refine(
  (text) => !ENDS_LIKE_AN_ARN.test(text),
  'must not end in a hyphen and six characters: names in Secrets Manager end so',
);

/** Where cards go. */
export const teams = z
  .strictObject({
    enabled: z.boolean(),
    channels: z
      .array(teamsChannelName)
      .default([])
      .describe(
        'Further channels, by short names, for tenants that name one as their `teamsChannel`. Each has a secret of its own: `m365-rotation/teams-webhook/<name>`.',
      ),
  })
  .default({ enabled: false, channels: [] })
  .describe(
    "Cards to Teams: to the team's channel, and what is about one tenant to the channel of that tenant. The addresses are secrets.",
  );
