import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, underOwnName } from '@m365-rotation/loopback';
import * as z from 'zod';

/** The largest document that CloudFormation reads. */
const LARGEST_BYTES = 4_096;
const LARGEST_ID_BYTES = 1_024;

const answerSchema = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z
    .string()
    .min(1)
    .refine((id) => Buffer.byteLength(id) <= LARGEST_ID_BYTES),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  NoEcho: z.boolean().optional(),
  Data: z.record(z.string(), z.unknown()).optional(),
});
export type ResourceAnswer = z.output<typeof answerSchema>;
type Ids = Pick<ResourceAnswer, 'StackId' | 'RequestId' | 'LogicalResourceId'>;

/** Where functions of custom resources put their answers: in AWS a presigned address of S3. */
export interface Answers {
  expect(ids: Ids): {
    readonly url: string;
    /** @returns `undefined`: nothing was put there. @throws {Error} what was put there is no answer to this request */
    answer(): ResourceAnswer | undefined;
  };
  close(): Promise<void>;
}

export async function listenForAnswers(): Promise<Answers> {
  const put = new Map<string, Buffer | undefined>();
  const server = createServer(underOwnName((request, response) => void take(request, response, put)));
  const { url, close } = await listen(server, 0, 'answers of custom resources');
  return {
    expect(ids) {
      const path = `/${randomUUID()}`;
      put.set(path, undefined);
      return {
        url: `${url}${path}`,
        answer: () => {
          const body = put.get(path);
          return body === undefined ? undefined : read(body, ids);
        },
      };
    },
    close,
  };
}

/** Takes what is put, as S3 does by an address that was signed for a PUT without a type of content: whatever it says. */
async function take(
  request: IncomingMessage,
  response: ServerResponse,
  put: Map<string, Buffer | undefined>,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  const path = request.url ?? '';
  const isSigned = request.method === 'PUT' && put.has(path) && (request.headers['content-type'] ?? '') === '';
  if (isSigned) put.set(path, Buffer.concat(pieces));
  response.writeHead(isSigned ? 200 : 403, { 'content-type': 'application/xml' });
  response.end(isSigned ? '' : '<Error><Code>SignatureDoesNotMatch</Code></Error>');
}

function read(body: Buffer, ids: Ids): ResourceAnswer {
  const invalid = (why: string) => new Error(`${ids.LogicalResourceId}: Invalid response object: ${why}`);
  if (body.length > LARGEST_BYTES) throw invalid(`it has ${body.length} bytes, and ${LARGEST_BYTES} is the most`);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('it is no JSON');
  }
  const parsed = answerSchema.safeParse(value);
  if (!parsed.success)
    throw invalid(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const { data } = parsed;
  if (data.Status === 'FAILED' && data.Reason === undefined) throw invalid('a failure needs a Reason');
  const other = (['StackId', 'RequestId', 'LogicalResourceId'] as const).find((name) => data[name] !== ids[name]);
  if (other !== undefined) throw invalid(`${other} is not the one of the request`);
  return data;
}
