import { describe, expect, test } from '@jest/globals';
import { requestedSentence, requesterWords } from '../../../../lambda/domain/cycle/requested-words.ts';

test.each([
  ['Ada Lindqvist', 'Ada Lindqvist'],
  [
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_RotationOperator_0123456789abcdef/ada@northwind.example',
    'ada@northwind.example (role RotationOperator in AWS account 123456789012)',
  ],
  ['arn:aws:sts::123456789012:assumed-role/Deploy/ci', 'ci (role Deploy in AWS account 123456789012)'],
  [
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_x_0123/ada',
    'ada (role AWSReservedSSO_x_0123 in AWS account 123456789012)',
  ],
  [
    'arn:aws:sts::123456789012:assumed-role/MyAWSReservedSSO_x_0123456789abcdef/ada',
    'ada (role MyAWSReservedSSO_x_0123456789abcdef in AWS account 123456789012)',
  ],
  [
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_x_0123456789abcdef0/ada',
    'ada (role AWSReservedSSO_x_0123456789abcdef0 in AWS account 123456789012)',
  ],
  ['arn:aws:iam::123456789012:user/ops/ada', 'ada (user of AWS account 123456789012)'],
  ['arn:aws-us-gov:iam::123456789012:user/ada', 'ada (user of AWS account 123456789012)'],
  ['arn:aws:iam::123456789012:root', 'the root user of AWS account 123456789012'],
  // What is none of these is shown as it is: nothing is made up.
  ['arn:aws:iam::123456789012:user/', 'arn:aws:iam::123456789012:user/'],
  ['arn:aws:iam::123456789012:federated-user/ada', 'arn:aws:iam::123456789012:federated-user/ada'],
  ['arn:aws:iam::12345:user/ada', 'arn:aws:iam::12345:user/ada'],
  ['arn:aws:s3::123456789012:user/ada', 'arn:aws:s3::123456789012:user/ada'],
  ['see arn:aws:iam::123456789012:user/ada', 'see arn:aws:iam::123456789012:user/ada'],
  ['', ''],
])('%s is %s', (by, words) => {
  expect(requesterWords(by)).toBe(words);
});

describe('the sentence', () => {
  test('says who and why', () => {
    expect(requestedSentence({ requested: { by: 'Ada Lindqvist', reason: ' the phone was lost\n' } })).toBe(
      'Asked for by hand by Ada Lindqvist. Reason: the phone was lost',
    );
  });

  test('does not say that a rule asks by hand', () => {
    expect(requestedSentence({ requested: { by: 'the rule rotateAfterReveal', reason: 'seen' } })).toBe(
      'Asked for by the rule rotateAfterReveal. Reason: seen',
    );
  });

  test('says that no reason was given', () => {
    expect(requestedSentence({ requested: { by: 'Ada', reason: ' ' } })).toBe(
      'Asked for by hand by Ada, without a reason',
    );
  });

  test('is one line that is safe to show, however long what it holds is', () => {
    const sentence = requestedSentence({ requested: { by: 'A\u202eda\n'.repeat(200), reason: 'x\ny'.repeat(500) } });
    expect(sentence).not.toMatch(/[\n\u202e]/);
    expect(sentence?.length).toBeLessThan(800);
  });

  test('is not there for a cycle of a schedule', () => {
    expect(requestedSentence({})).toBeUndefined();
  });
});
