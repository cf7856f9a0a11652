import { Fn } from 'aws-cdk-lib';
import { ApiMapping, DomainName, type HttpApi, type HttpStage, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import { accept } from './reviewed-findings.ts';

type Domain = NonNullable<Estate['deployment']['domain']>;
type Firewall = NonNullable<Estate['deployment']['firewall']>;

/** Gives the API a name of the MSP. @returns where the name must lead in DNS */
export function namedByItself(
  scope: Construct,
  { domain, api, stage }: { readonly domain: Domain; readonly api: HttpApi; readonly stage: HttpStage },
): string {
  const domainName = new DomainName(scope, 'Domain', {
    domainName: domain.name,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  new ApiMapping(scope, 'Mapping', { api, domainName, stage });
  return domainName.regionalDomainName;
}

/**
 * Puts a distribution with a web ACL before the API, for an HTTP API can have none itself. It caches nothing, and hands on all but the host
 * that was asked for. Who knows the API's own address goes past it, though not past sign-in and the throttles.
 *
 * @returns where the name must lead in DNS
 */
export function behindFirewall(
  scope: Construct,
  { domain, firewall, api }: { readonly domain: Domain; readonly firewall: Firewall; readonly api: HttpApi },
): string {
  const distribution = new Distribution(scope, 'Distribution', {
    comment: 'Pages of the password rotation',
    domainNames: [domain.name],
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    httpVersion: HttpVersion.HTTP2_AND_3,
    webAclId: firewall.webAclArn,
    defaultBehavior: {
      origin: new HttpOrigin(Fn.select(2, Fn.split('/', api.apiEndpoint)), {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    },
  });
  accept(
    distribution,
    'CFR1',
    'Technicians travel: who may sign in is decided by Entra and by the web ACL, not by country here.',
  );
  accept(
    distribution,
    'CFR3',
    'A log of CloudFront names paths and queries, which hold locators of links and codes of sign-ins. The API logs each request without them, and the web ACL tells addresses.',
  );
  return distribution.distributionDomainName;
}
