import * as z from 'zod';
import { unreachable } from './unreachable.ts';

/** What an error says to a person, and what to do about it where that is known. Anything can be thrown. */
export const sentenceOf = (error: unknown): string =>
  unreachable(error) ??
  noCredentials(error) ??
  endedCredentials(error) ??
  fileProblem(error) ??
  notUnderstood(error) ??
  (error instanceof Error ? error.message : String(error));

const SIGN_IN = 'sign in (aws sso login), or set AWS_PROFILE';

/** The SDK tells at length where it looked for them, and not what to do. */
const noCredentials = (error: unknown): string | undefined =>
  error instanceof Error && error.name === 'CredentialsProviderError'
    ? `AWS knows nobody here: ${SIGN_IN}; against npm start set AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as its README says`
    : undefined;

/** Names by which AWS's services refuse keys that it does not know, or no more. */
const ENDED = [
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'RequestExpired',
];

const endedCredentials = (error: unknown): string | undefined =>
  error instanceof Error && ENDED.includes(error.name)
    ? `AWS does not take the credentials of this shell (${error.name}: ${error.message}): ${SIGN_IN}, and run the command again. What was started before goes on`
    : undefined;

/** Whether AWS refuses what the identity in the shell may not do. */
export const isDenied = (error: unknown): boolean =>
  error instanceof Error && /^AccessDenied|^Unauthorized|NotAuthorized/.test(error.name);

/** Node's names for what is wrong with a file, and what to do. */
const fileProblems: Readonly<Record<string, string>> = {
  EEXIST: 'exists already, and is not overwritten: name another one, or take it away',
  ENOENT: 'does not exist: look at the path',
  EISDIR: 'is a folder: name a file',
  ENOTDIR: 'lies in something that is no folder: look at the path',
  EACCES: 'may not be read or written by you: look at its permissions',
  EPERM: 'may not be read or written by you: look at its permissions',
  ENOSPC: 'cannot be written: the disk is full',
  EROFS: 'cannot be written: the disk is read-only',
};

function fileProblem(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const [code, path, to] = ['code', 'path', 'dest'].map((name): unknown => Reflect.get(error, name));
  const says = typeof code === 'string' ? fileProblems[code] : undefined;
  if (says === undefined || typeof path !== 'string') return undefined;
  // Of two paths the first is there.
  return `${typeof to === 'string' && code !== 'ENOENT' ? to : path} ${says}`;
}

/** A row, an answer or a file is not what this version writes: zod tells that in JSON. */
const notUnderstood = (error: unknown): string | undefined =>
  error instanceof z.ZodError
    ? `something that was read is not what this version knows (${z
        .prettifyError(error)
        .replaceAll(/[✖\s]+/g, ' ')
        .trim()}): is the deployed release that of this command line? npm run rotation -- --version`
    : undefined;
