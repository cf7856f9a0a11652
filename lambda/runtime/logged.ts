import * as z from 'zod';
import type { AnyFunctionName } from '../../contract/functions.ts';

/** What Lambda passes beside the event, as far as it is used. */
interface Invocation {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** By these a rotation, a tenant and a cycle are found again in the logs of all functions. Ids alone: no name, no address. */
const idsSchema = z
  .object({
    rotationId: z.string(),
    cycleId: z.string(),
    tenantId: z.string(),
    accountId: z.string(),
    /** ARN of the execution that ran the function. */
    executionId: z.string(),
  })
  .partial();
type Ids = z.output<typeof idsSchema> & { readonly component?: string; readonly requestId?: string };

/** Of the invocation under way. An environment has one at a time. */
let current: Ids = {};

/** What every line about the work under way carries; empty outside of a function that is `logged`. */
export const correlation = (): Ids => current;

/**
 * Makes a handler of a function that a workflow runs: it logs one line for each invocation, with the ids of the event, and how it ended.
 * Of an error the name alone: Lambda logs the rest under the same request id.
 *
 * @param write  takes a line of JSON with its line break
 */
export const logged =
  <Result>(
    component: AnyFunctionName,
    handle: (input: unknown, invocation: Invocation) => Promise<Result>,
    write: (line: string) => void = (line) => void process.stdout.write(line),
  ) =>
  async (input: unknown, invocation: Invocation): Promise<Result> => {
    const { data = {} } = idsSchema.safeParse(input);
    current = { component, requestId: invocation.awsRequestId, ...data };
    const began = performance.now();
    const line = (level: 'INFO' | 'ERROR', message: string, more = {}) =>
      write(`${JSON.stringify({ level, message, ...current, ms: Math.round(performance.now() - began), ...more })}\n`);
    try {
      const result = await handle(input, invocation);
      line('INFO', 'done');
      return result;
    } catch (error) {
      line('ERROR', 'failed', { error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  };
