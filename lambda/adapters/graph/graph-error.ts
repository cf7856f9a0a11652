import * as z from 'zod';

const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().catch(''),
    innerError: z.object({ 'request-id': z.string().optional() }).catch({}).optional(),
  }),
});

/** What Graph says in an answer that is an error. */
export interface GraphErrorText {
  /** Such as `Authorization_RequestDenied`; `none` when the answer had no readable code. */
  readonly code: string;
  /** To be compared with known texts, never to be repeated: it may quote the request. */
  readonly message: string;
  readonly requestId?: string;
}

export function graphErrorOf(json: unknown): GraphErrorText {
  const parsed = errorBody.safeParse(json);
  if (!parsed.success) return { code: 'none', message: '' };
  const { code, message, innerError } = parsed.data.error;
  const innerId = requestId(innerError?.['request-id']);
  return {
    code: /^[\w.-]{1,80}$/.test(code) ? code : 'none',
    message,
    ...(innerId === undefined ? {} : { requestId: innerId }),
  };
}

/** A request id in the form that records allow; `undefined` for anything but a plain token. Graph's are UUIDs. */
export const requestId = (text: string | null | undefined): string | undefined =>
  /^[\w.-]{1,64}$/.test(text ?? '') ? (text ?? undefined) : undefined;
