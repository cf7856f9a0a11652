import { describe, expect, test } from '@jest/globals';
import { stackOutput } from '../../contract/stack.ts';
import { estateWithRetention, resourceOf, resourcesOf, secondRegion, synthesized } from './synthesized.ts';

/** How people reach the portal where the estate gives it a name. */

const urlsOf = (template: ReturnType<typeof synthesized>) =>
  new Set(JSON.stringify(template.Resources).match(/(?<="PORTAL_URL":)("[^"]*"|\{)/g));

describe('a name', () => {
  const template = synthesized(estateWithRetention());

  test('is mapped to the API, which has no other address then', () => {
    expect(resourceOf(template, 'AWS::ApiGatewayV2::Api').Properties.DisableExecuteApiEndpoint).toBe(true);
    expect(resourceOf(template, 'AWS::ApiGatewayV2::DomainName').Properties).toMatchObject({
      DomainName: 'rotation.northwind.example',
      DomainNameConfigurations: [{ EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
    });
    expect(resourcesOf(template, 'AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
  });

  test('is what functions write into links, and DNS is told where it leads', () => {
    expect(urlsOf(template)).toEqual(new Set(['"https://rotation.northwind.example"']));
    expect(JSON.stringify(template.Outputs[stackOutput.portalDnsTarget])).toContain('RegionalDomainName');
  });

  test('where there is none, nothing of it is deployed', () => {
    const plain = synthesized();
    expect(Object.values(plain.Resources).filter(({ Type }) => /CloudFront|DomainName|ApiMapping/.test(Type))).toEqual(
      [],
    );
    expect(plain.Outputs).not.toHaveProperty(stackOutput.portalDnsTarget);
  });
});

describe('a firewall', () => {
  const template = synthesized(secondRegion());

  test('is asked before every request, of which none is answered from a cache', () => {
    const { Properties } = resourceOf(template, 'AWS::CloudFront::Distribution');
    expect(Properties.DistributionConfig).toMatchObject({
      WebACLId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/Rotation/0a1b2c3d',
      Aliases: ['rotation.northwind.example'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
      DefaultCacheBehavior: {
        // CloudFront's own CachingDisabled and AllViewerExceptHostHeader: a page of one technician is shown to no other.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
        ViewerProtocolPolicy: 'redirect-to-https',
      },
      Origins: [{ CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } }],
    });
    expect(JSON.stringify(Properties)).not.toMatch(/"CacheBehaviors"|"Logging"/);
  });

  test('leaves the API its address, which CloudFront needs, and links lead to the name', () => {
    expect(resourceOf(template, 'AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('DisableExecuteApiEndpoint');
    expect(urlsOf(template)).toEqual(new Set(['"https://rotation.northwind.example"']));
    expect(JSON.stringify(template.Outputs[stackOutput.portalDnsTarget])).toContain('PortalDistribution');
  });
});
