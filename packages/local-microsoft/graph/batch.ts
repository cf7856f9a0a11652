import * as z from 'zod';
import { badRequest, type GraphReply } from './reply.ts';

/** Graph takes at most this many requests in one batch. */
const MOST_REQUESTS = 20;

const batchSchema = z.object({
  requests: z.array(
    z.object({
      id: z.string().min(1),
      method: z.string(),
      url: z.string().min(1),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown().optional(),
      dependsOn: z.array(z.string()).optional(),
    }),
  ),
});
type BatchRequest = z.output<typeof batchSchema>['requests'][number];

/** Answers one request of a batch; its URL is relative to the version. */
export type AnswerOne = (request: BatchRequest & { readonly url: string }) => Promise<GraphReply>;

/** Answers a batch: 200 as a whole, whatever the requests in it get, and in another order than they came. */
export async function batchReply(body: unknown, answerOne: AnswerOne): Promise<GraphReply> {
  const batch = batchSchema.safeParse(body);
  if (!batch.success) throw badRequest('Invalid batch payload format.', 'BadRequest');
  const { requests } = batch.data;
  if (requests.length > MOST_REQUESTS) {
    throw badRequest(`Number of batch request steps exceeds max value of ${MOST_REQUESTS}`, 'BadRequest');
  }
  if (requests.length === 0 || new Set(requests.map(({ id }) => id)).size < requests.length) {
    throw badRequest('The ids of the requests in a batch must be unique, and there must be some.', 'BadRequest');
  }
  const replies = new Map<string, GraphReply>();
  for (const request of requests) replies.set(request.id, await replyInBatch(request, replies, answerOne));
  return {
    status: 200,
    body: {
      responses: [...replies].reverse().map(([id, { status, headers, body: answer }]) => ({
        id,
        status,
        headers: { ...(answer === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
        ...(answer === undefined ? {} : { body: answer }),
      })),
    },
  };
}

async function replyInBatch(
  request: BatchRequest,
  earlier: ReadonlyMap<string, GraphReply>,
  answerOne: AnswerOne,
): Promise<GraphReply> {
  const met = (request.dependsOn ?? []).every((id) => (earlier.get(id)?.status ?? 500) < 400);
  if (!met) return failed(424, 'FailedDependency', 'A request that this one depends on failed.');
  const url = request.url.startsWith('/') ? request.url : `/${request.url}`;
  if (/^\/?https?:/i.test(request.url) || /^\/\$batch/i.test(url)) {
    return failed(400, 'BadRequest', 'The URL of a request in a batch must be relative, and no batch.');
  }
  return answerOne({ ...request, url });
}

const failed = (status: number, code: string, message: string): GraphReply => ({
  status,
  body: { error: { code, message } },
});
