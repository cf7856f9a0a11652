import { describe, expect, test } from '@jest/globals';
import { deploymentContradictions } from '../../config/deployment-contradictions.ts';

const certificate = (region: string, account = '123456789012') =>
  `arn:aws:acm:${region}:${account}:certificate/0a1b2c3d`;
const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/Rotation/0a1b2c3d';
const domain = (region: string, account?: string) => ({
  name: 'rotation.northwind.example',
  certificateArn: certificate(region, account),
});

const problems = (deployment: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  deploymentContradictions({
    aws: { account: '123456789012', region: 'eu-central-1' },
    deployment,
    ...more,
  }).map(({ path, message }) => `${path.join('.')} ${message}`);

describe('what fits', () => {
  test.each<readonly [string, unknown, Readonly<Record<string, unknown>>]>([
    ['nothing at all', undefined, {}],
    ['a test stage without a lock', { stage: 'test' }, { audit: { lock: 'none' } }],
    ['a test stage that locks for a day', { stage: 'test' }, { audit: { lock: 'governance' } }],
    ['production in compliance mode', { stage: 'production' }, { audit: { lock: 'compliance' } }],
    [
      'a witness of another account',
      undefined,
      { audit: { lock: 'governance', witness: { bucket: 'notes', account: '999999999999' } } },
    ],
    ['a name', { domain: domain('eu-central-1') }, {}],
    ['a firewall', { domain: domain('us-east-1'), firewall: { webAclArn } }, {}],
    [
      'the same address twice',
      { domain: domain('eu-central-1') },
      { msp: { portalUrl: 'https://rotation.northwind.example' } },
    ],
  ])('%s', (_, deployment, more) => {
    expect(problems(deployment, more)).toEqual([]);
  });
});

describe('what does not', () => {
  test.each<readonly [string, unknown, Readonly<Record<string, unknown>>, RegExp]>([
    ['production without a lock', undefined, { audit: { lock: 'none' } }, /^audit\.lock must be 'governance' or/],
    [
      'a lock that nobody lifts in a test stage',
      { stage: 'test' },
      { audit: { lock: 'compliance' } },
      /^audit\.lock must be 'none'/,
    ],
    [
      'a witness of the own account',
      undefined,
      { audit: { lock: 'governance', witness: { bucket: 'notes', account: '123456789012' } } },
      /^audit\.witness\.account must be another account than aws\.account \(123456789012\)/,
    ],
    ['a firewall without a name', { firewall: { webAclArn } }, {}, /^deployment\.firewall needs deployment\.domain/],
    [
      'two addresses',
      { domain: domain('eu-central-1') },
      { msp: { portalUrl: 'https://other.example' } },
      /^msp\.portalUrl must be left out, or be 'https:\/\/rotation\.northwind\.example'/,
    ],
    [
      'a certificate of another Region',
      { domain: domain('us-east-1') },
      {},
      /certificateArn must be a certificate in eu-central-1, .* got one in us-east-1/,
    ],
    [
      'a certificate that CloudFront does not take',
      { domain: domain('eu-central-1'), firewall: { webAclArn } },
      {},
      /certificateArn must be a certificate in us-east-1, as CloudFront/,
    ],
    [
      'a certificate of another account',
      { domain: domain('eu-central-1', '999999999999') },
      {},
      /certificateArn must be of the account 123456789012/,
    ],
    [
      'a web ACL of another account',
      { domain: domain('us-east-1'), firewall: { webAclArn: webAclArn.replace('123456789012', '999999999999') } },
      {},
      /webAclArn must be of the account 123456789012/,
    ],
  ])('%s', (_, deployment, more, message) => {
    expect(problems(deployment, more)).toEqual([expect.stringMatching(message)]);
  });
});
