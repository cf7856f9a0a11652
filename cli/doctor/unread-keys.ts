import { isDenied, sentenceOf } from '../operator/sentence-of.ts';
import { errorName } from './aws/aws-answer.ts';
import { type Check, failed, warn } from './check.ts';

interface Keys {
  /** Gives the text of the secret. */
  readonly secret: () => Promise<string>;
  readonly secretName: string;
  /** What an engineer fills in. */
  readonly form: string;
}

/**
 * Why the keys of a system cannot be tried. Who may not read them is told so: nothing is the matter with the system for it.
 *
 * @param name  of the check
 * @param system  such as `the PSA`
 * @returns `undefined`: they can
 */
export async function unreadKeys(
  { secret, secretName, form }: Keys,
  name: string,
  system: string,
): Promise<Check | undefined> {
  try {
    await secret();
    return undefined;
  } catch (error) {
    if (errorName(error) === 'SecretNotFilled') {
      return failed(
        name,
        `the secret ${secretName} is not there or has no value`,
        `deploy; then write ${form} to a file: aws secretsmanager put-secret-value --secret-id ${secretName} --secret-string file://<file>, and remove the file`,
      );
    }
    const told = `not looked at, nor anything in ${system}: ${errorName(error)}: ${sentenceOf(error)}`;
    return warn(
      name,
      told,
      isDenied(error)
        ? `allow yourself secretsmanager:GetSecretValue on ${secretName}, or ask somebody who has it: docs/runbook.md, "Who may do this"`
        : 'sign the shell in to the AWS account of the estate, and run the command again',
    );
  }
}
