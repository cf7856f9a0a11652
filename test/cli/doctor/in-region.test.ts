import { expect, test } from '@jest/globals';
import { failed, ok } from '../../../cli/doctor/check.ts';
import { inRegion } from '../../../cli/doctor/in-region.ts';

const next = (told: string) => inRegion('eu-central-1')(failed('x', 'y', told)).next;

test.each([
  [
    'aws sesv2 create-email-identity --email-identity a',
    'aws sesv2 create-email-identity --region eu-central-1 --email-identity a',
  ],
  [
    'write it, then: aws secretsmanager put-secret-value --secret-id b && aws sesv2 get-account',
    'write it, then: aws secretsmanager put-secret-value --region eu-central-1 --secret-id b && aws sesv2 get-account --region eu-central-1',
  ],
  ['aws iam enable-outbound-web-identity-federation', 'aws iam enable-outbound-web-identity-federation'],
  ['aws sts get-caller-identity must answer', 'aws sts get-caller-identity must answer'],
  ['aws service-quotas request-it --region us-east-1', 'aws service-quotas request-it --region us-east-1'],
])('%s', (told, expected) => expect(next(told)).toBe(expected));

test('a check without a next step stays as it is', () => expect(inRegion('x')(ok('a', 'b'))).toEqual(ok('a', 'b')));
