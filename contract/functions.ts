/** Every function: the name of its handler file in `lambda/handlers`, and of its construct. */
export const functionNames = [
  'open-cycle',
  'discover-tenant',
  'request-approvals',
  'remind',
  'stage-password',
  'reset-password',
  'verify-reset',
  'promote-password',
  'deliver-credential',
  'record-outcome',
  'reopen-rotation',
  'close-tenant',
  'close-cycle',
  'portal',
  'credential-page',
  'sign-in',
  'notify',
] as const;

/** Functions that a template has only where its estate asks for them. */
export const optionalFunctionNames = ['retire-credentials'] as const;

export type FunctionName = (typeof functionNames)[number];
export type AnyFunctionName = FunctionName | (typeof optionalFunctionNames)[number];
