import { isDenied, sentenceOf } from '../../operator/sentence-of.ts';
import { type Check, warn } from '../check.ts';

/** The name of an error, as AWS's services give it. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

/**
 * Looks at one thing. What AWS does not tell is no failure of the deployment, but a person should know that nobody has looked.
 *
 * @param name  of the check, where no answer comes
 * @param permissions  what it needs
 */
export async function look(
  name: string,
  permissions: string,
  work: () => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    return await work();
  } catch (error) {
    const told = `not looked at: ${errorName(error)}: ${sentenceOf(error)}`;
    return [
      warn(
        name,
        told,
        isDenied(error)
          ? `allow yourself ${permissions}: docs/runbook.md, "Who may do this"`
          : 'run the command again; if it says the same, see docs/runbook.md, "Check the AWS account"',
      ),
    ];
  }
}
