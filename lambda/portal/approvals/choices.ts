import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { oneLine } from '../../domain/text/printable.ts';

export type Answer = 'approve' | 'reject' | 'later';

/** What a technician chose for one rotation. */
export interface Choice {
  readonly answer: Answer;
  readonly reason: string;
}

/** By rotation id. A rotation without a choice is left for later. */
export type Choices = ReadonlyMap<string, Choice>;

export interface ChoiceProblem {
  readonly rotationId: string;
  readonly userPrincipalName: string;
  readonly message: string;
}

export const decisionField = (rotationId: string) => `decision.${rotationId}`;
export const reasonField = (rotationId: string) => `reason.${rotationId}`;

const noChoice: Choice = { answer: 'later', reason: '' };

export const choiceFor = (choices: Choices, rotationId: string): Choice => choices.get(rotationId) ?? noChoice;

/**
 * Reads the choices for these rotations out of a form. Fields about anything else are ignored: which accounts a technician
 * may decide comes from the estate and the tables, never from the form.
 */
export function readChoices(form: ReadonlyMap<string, string>, rotations: readonly Rotation[]): Choices {
  return new Map(
    rotations.map(({ rotationId }) => [
      rotationId,
      {
        answer: answerIn(form.get(decisionField(rotationId))),
        reason: oneLine(form.get(reasonField(rotationId)) ?? ''),
      },
    ]),
  );
}

/**
 * How many fields of a form decide about something that was not offered: no page of ours sends one, so somebody made the form up, or a
 * rotation is gone meanwhile.
 */
export function strangeChoices(form: ReadonlyMap<string, string>, rotations: readonly Rotation[]): number {
  const offered = new Set(rotations.map(({ rotationId }) => decisionField(rotationId)));
  return [...form].filter(
    ([name, value]) => name.startsWith(decisionField('')) && !offered.has(name) && answerIn(value) !== 'later',
  ).length;
}

const answerIn = (text: string | undefined): Answer => (text === 'approve' || text === 'reject' ? text : 'later');

/** What must be put right before the choices can be reviewed. */
export function problemsOf(choices: Choices, rotations: readonly Rotation[]): ChoiceProblem[] {
  return rotations.flatMap(({ rotationId, account: { userPrincipalName } }) => {
    const { answer, reason } = choiceFor(choices, rotationId);
    const problem = (message: string) => [{ rotationId, userPrincipalName, message }];
    if (answer === 'reject' && reason === '') return problem('Say why it is rejected.');
    if (reason.length > LONGEST_REASON) return problem(`Shorten the reason to ${LONGEST_REASON} characters.`);
    return [];
  });
}
