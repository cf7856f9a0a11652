import { expect, test } from '@jest/globals';
import type { ResetAnswer } from '../../../../lambda/domain/rotation/rotation.ts';
import { uncertainGuidance } from '../../../../lambda/usecases/rotation/uncertain-guidance.ts';
import { inState, states } from '../../domain/rotation/rotations.ts';

test.each<[ResetAnswer | undefined, string]>([
  [{ kind: 'answered', graphRequestId: 'r-1' }, 'Graph accepted it (request r-1), but the directory does not show it.'],
  [
    { kind: 'answered-without-id' },
    'Graph accepted it, and did not name its request, but the directory does not show it.',
  ],
  [{ kind: 'seen-in-directory' }, 'No answer of Graph arrived. The directory showed a change that fits it.'],
  [{ kind: 'told-by-a-person' }, 'No answer of Graph arrived. A person has signed in with the new password.'],
  [undefined, 'No answer of Graph arrived.'],
])('of a reset that was %j a person is told what is known', (answer, sentence) => {
  const rotation = inState({ ...states.uncertain, ...(answer === undefined ? {} : { answer }) });
  const { known, steps } = uncertainGuidance(rotation, 'contoso');
  expect(known[0]).toContain(sentence);
  expect(known.join()).toContain('The directory is polled for a week');
  expect(steps.map(({ text }) => text)[0]).toBe('Poll the directory now');
});
