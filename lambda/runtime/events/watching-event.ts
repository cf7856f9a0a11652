import * as z from 'zod';

/** `everyTenant`: whoever runs it by hand does not wait until tomorrow. */
export const watchingEvent = z.object({ everyTenant: z.boolean().default(false) });
