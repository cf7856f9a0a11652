import * as z from 'zod';
import type { Contradiction } from './contradiction.ts';

const compared = z.object({
  teams: z.object({ channels: z.array(z.string()).catch([]) }).catch({ channels: [] }),
  tenants: z.array(z.object({ teamsChannel: z.string().optional().catch(undefined) })).catch([]),
});

/** A tenant's channel must be one of the estate's, and one that nobody names is a mistake: cards about its tenants go to the whole team. */
export function teamsContradictions(value: unknown): readonly Contradiction[] {
  const parsed = compared.safeParse(value);
  if (!parsed.success) return [];
  const { teams, tenants } = parsed.data;
  return [
    ...tenants.flatMap(({ teamsChannel }, i) =>
      teamsChannel === undefined || teams.channels.includes(teamsChannel)
        ? []
        : [
            {
              path: ['tenants', i, 'teamsChannel'],
              message: `must be one of teams.channels, got '${teamsChannel}'`,
            },
          ],
    ),
    ...teams.channels.flatMap((channel, i) => {
      if (teams.channels.indexOf(channel) < i)
        return [{ path: ['teams', 'channels', i], message: `must not repeat '${channel}'` }];
      return tenants.some(({ teamsChannel }) => teamsChannel === channel)
        ? []
        : [{ path: ['teams', 'channels', i], message: `must be the teamsChannel of a tenant; no tenant names it` }];
    }),
  ];
}
