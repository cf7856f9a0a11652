import * as z from 'zod';
import { LOCATOR_PATTERN } from '../domain/credential/link.ts';
import { cycleIdSchema } from '../domain/identifiers.ts';
import type { PortalContext } from './environment.ts';

/**
 * What each `:parameter` of a page's path must look like. Parameters become keys of rows and texts to verify, so no page gets one that is
 * not listed here: a route with an unknown parameter answers "not found", always.
 */
export const pathParametersSchema = z.strictObject({
  cycleId: cycleIdSchema.optional(),
  tenantId: z.guid().optional(),
  accountId: z.guid().optional(),
  locator: z.string().regex(LOCATOR_PATTERN).optional(),
});
export type PathParameters = Readonly<z.output<typeof pathParametersSchema>>;

/** @returns `undefined` when a parameter is not what it must be */
export function pathParametersOf(c: PortalContext): PathParameters | undefined {
  return pathParametersSchema.safeParse(c.req.param()).data;
}

/** Whether the path is that of a link, whatever stands in the place of its locator. */
export const isLinkPath = (c: PortalContext): boolean => 'locator' in c.req.param();
