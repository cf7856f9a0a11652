import * as z from 'zod';
import { cut } from '../../domain/text/cut.ts';
import { call } from '../outgoing-call.ts';

/*
 * CloudFormation's custom resources: it invokes a function with a request, and waits until a document about the outcome is put at the address
 * in it. Source: AWS CloudFormation User Guide, "CloudFormation custom resource request and response reference".
 */

const members = {
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string().min(1),
  LogicalResourceId: z.string(),
};

/** What CloudFormation asks of a custom resource. @param properties  of the resource, as its template gives them */
export const customResourceRequest = <Properties extends z.ZodType>(properties: Properties) =>
  z.discriminatedUnion('RequestType', [
    z.object({ ...members, RequestType: z.literal('Create'), ResourceProperties: properties }),
    z.object({ ...members, RequestType: z.literal('Update'), ResourceProperties: properties }),
    z.object({ ...members, RequestType: z.literal('Delete') }),
  ]);

type Request = Readonly<Record<keyof typeof members, string>>;

/** How a request ended. A reason is shown to whoever deploys. */
export type CustomResourceOutcome =
  | { readonly status: 'SUCCESS' }
  | { readonly status: 'FAILED'; readonly reason: string };

/** The largest document that CloudFormation reads. */
const LARGEST_ANSWER_BYTES = 4_096;
const TIMEOUT_MS = 10_000;
const TRIES = 3;

/**
 * Tells CloudFormation how a request ended.
 *
 * @param physicalId  the same for all requests about a resource: another one would mean that it was replaced
 * @throws {Error} the document was not taken: CloudFormation goes on waiting
 */
export async function answerRequest(
  request: Request,
  physicalId: string,
  outcome: CustomResourceOutcome,
): Promise<void> {
  const body = documentOf(request, physicalId, outcome);
  for (let tries = 1; ; tries += 1) {
    // The address was signed for a request without a type of content.
    const sent = { system: 'CloudFormation', address: request.ResponseURL, timeoutMs: TIMEOUT_MS } as const;
    const answer = await call({ ...sent, method: 'PUT', headers: { 'content-type': '' }, body }).catch(() => undefined);
    if (answer?.ok === true) return;
    if (tries === TRIES)
      throw new Error(`CloudFormation did not take the answer (${answer?.status ?? 'no connection'})`);
  }
}

function documentOf(
  { StackId, RequestId, LogicalResourceId }: Request,
  PhysicalResourceId: string,
  outcome: CustomResourceOutcome,
): Uint8Array<ArrayBuffer> {
  const reason = outcome.status === 'FAILED' ? outcome.reason : undefined;
  const bytesWith = (Reason: string | undefined) =>
    new TextEncoder().encode(
      JSON.stringify({ Status: outcome.status, Reason, PhysicalResourceId, StackId, RequestId, LogicalResourceId }),
    );
  const whole = bytesWith(reason);
  if (reason === undefined || whole.length <= LARGEST_ANSWER_BYTES) return whole;
  for (let length = LARGEST_ANSWER_BYTES; ; length = Math.floor(length * 0.9)) {
    const bytes = bytesWith(`${cut(reason, length)}… (the log of the function has the rest)`);
    if (bytes.length <= LARGEST_ANSWER_BYTES) return bytes;
  }
}
