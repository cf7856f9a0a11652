/** As Autotask says what it has against a record; what follows the semicolon names the record of a batch. */
export const onRecord = (problem: string): string => `${problem}; on record number [0].`;

const refused = (status: number, errors: readonly string[]): Response => Response.json({ errors }, { status });

/** Validation errors are a 500, as with Autotask. */
export const invalid = (problems: readonly string[]): Response => refused(500, problems.map(onRecord));
export const unreadable = (problem: string): Response => refused(500, [problem]);

export const tooManyThreads = (): Response =>
  refused(429, ['The Autotask API thread threshold of 3 threads has been exceeded for this tracking identifier.']);
export const overBudget = (): Response => refused(429, ['The request threshold of 10000 in 60 minutes is exceeded.']);

/** Bodies of these are plain text. */
export const unauthorized = (): Response => new Response('Unauthorized', { status: 401 });
export const notFound = (): Response =>
  new Response('No HTTP resource was found that matches the request.', { status: 404 });

/** How Autotask says that it cannot answer now. */
export const refusal = (status: number): Response =>
  status === 429 ? overBudget() : new Response('An error occurred while processing your request.', { status });
