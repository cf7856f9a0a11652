/** Halo names the kind of error, and says what is wrong in a sentence. */
export const refusal = (status: number, ClassName: string, Message: string): Response =>
  Response.json({ ClassName, Message }, { status });

export const invalid = (message: string): Response => refusal(400, 'ValidationException', message);
export const notFound = (what: string): Response => refusal(404, 'NotFoundException', `${what} was not found`);
/** Without a body that says anything, as it was seen. */
export const unauthorized = (): Response => new Response('', { status: 401 });
