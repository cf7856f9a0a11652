import * as z from 'zod';
import type { AuditFact } from '../domain/audit/audit-record.ts';
import { cut } from '../domain/text/cut.ts';
import type { PortalContext } from './environment.ts';

const httpApiEvent = z.object({
  requestContext: z.object({ http: z.object({ sourceIp: z.string(), userAgent: z.string().default('unknown') }) }),
});

/** Longest user agent that goes into an audit record. */
const LONGEST_USER_AGENT = 256;

/** Where a person acts from, as API Gateway saw it. `X-Forwarded-For` is never read: anybody can write it. */
export function sourceOf(c: PortalContext): NonNullable<AuditFact['source']> {
  const event = httpApiEvent.safeParse(c.env?.event);
  if (!event.success) return { address: 'unknown', userAgent: 'unknown' };
  const { sourceIp, userAgent } = event.data.requestContext.http;
  return { address: sourceIp, userAgent: cut(userAgent, LONGEST_USER_AGENT) };
}
