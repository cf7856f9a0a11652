/** One thing that ConnectWise has against a request. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly field: string;
}

export const refusal = (status: number, code: string, message: string, problems: readonly Problem[] = []): Response =>
  Response.json(
    { code, message, errors: problems.map((problem) => ({ ...problem, resource: 'ticket', details: null })) },
    { status },
  );

export const unauthorized = (): Response =>
  refusal(401, 'Unauthorized', 'Unauthorized access. The keys or the clientId are not valid.');

export const notFound = (what: string): Response => refusal(404, 'NotFound', `${what} not found`);

export const invalid = (problems: readonly Problem[]): Response =>
  refusal(400, 'InvalidObject', 'ticket object is invalid', problems);

export const unsupported = (message: string): Response => refusal(400, 'NotSupported', message);
