import { counted } from '../../lambda/domain/text/counted.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import type { AppsPlan, PlannedApp } from './apps-plan.ts';
import type { RolePart, TenantPart } from './tenant-part.ts';

/** What an engineer does by hand in the home tenant. */
export function appsText({ homeTenantId, cloud, audience, apps, portalUrl, aws }: AppsPlan): readonly string[] {
  const issuer = 'aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text';
  const portal =
    portalUrl ??
    `<PortalUrl> (aws cloudformation describe-stacks --region ${aws.region} --stack-name ${aws.stackName} --query 'Stacks[0].Outputs')`;
  return [
    `Once, in your home tenant ${homeTenantId} (cloud: ${cloud}): three app registrations`,
    ...apps.flatMap((app) => ['', ...appLines(app, audience, portal)]),
    '',
    `Issuer of every federated credential: what this prints: ${issuer}`,
    'Give none of them a client secret. A script instead: --as az, or --as graph-powershell.',
  ];
}

function appLines(app: PlannedApp, audience: string, portal: string): readonly string[] {
  const { kind, displayName, clientId, estateField, permissions, trusts } = app;
  const accounts = app.audience === 'AzureADMyOrg' ? 'this tenant only' : 'accounts of any organization';
  return [
    `${displayName}: ${accounts}. Its client id stands in the estate as ${estateField} (now ${clientId})`,
    ...(kind === 'sign-in'
      ? [`  redirect address (web)  ${portal}/sign-in/callback`, '  optional claims (ID)    acct, auth_time']
      : []),
    ...permissions.map(({ name, appRoleId, why }) => `  application permission  ${name} (${appRoleId}): ${why}`),
    ...trusts.map(({ subject }) => `  federated credential    subject ${subject}, audience ${audience}`),
    ...(trusts.length === 0 ? ['  certificate or client secret: docs/deploy.md, step 4'] : []),
  ];
}

/** The three steps by which a tenant is connected. */
export function tenantText(part: TenantPart, graph: string): readonly string[] {
  const { name, displayName, tenantId, consents } = part;
  return [
    `${printable(displayName)} (${name}, ${tenantId}): three steps`,
    '  1. Estate. Done, once this entry is deployed: break-glass accounts are named, and what makes a service account',
    '  2. Consent. An administrator of the customer opens both addresses, and accepts:',
    ...consents.map(({ app, address }) => `       ${app.padEnd(6)}  ${address}`),
    ...roleLines(part, graph).map((line, i) => `  ${i === 0 ? '3. Role. ' : '     '}${line}`),
    `  Then: npm run rotation -- doctor --tenant ${name}`,
  ];
}

function roleLines({ role, name, tenantId, writerClientId }: TenantPart, graph: string): readonly string[] {
  const how = `Privileged Role Administrator of the customer: Entra admin center, Roles and administrators, to the app ${writerClientId}; or --as az, --as graph-powershell (${graph}, tenant ${tenantId})`;
  switch (role.kind) {
    case 'none':
      return ['None is needed: schedules rotate nobody here'];
    case 'needed':
      return [`${role.role.name} (${role.role.templateId}), for ${forWhom(role)}`, how];
    case 'perhaps':
      return [
        `Perhaps none: nobody who is rotated here holds a role, and Microsoft's pages contradict each other on this.`,
        `Try it on one account: npm run rotation -- doctor --prove --tenant ${name} (docs/onboarding.md)`,
        `Enough for certain: ${role.role.name} (${role.role.templateId})`,
        how,
      ];
    case 'unread':
      return [
        `Which one, if any, shows after step 2: npm run rotation -- onboard --tenant ${name}`,
        `By the estate at most ${role.atMost.name}. Not read: ${printable(role.why)}`,
      ];
  }
}

export function forWhom({ because }: RolePart & { readonly kind: 'needed' }): string {
  const [first = '', ...others] = because;
  return printable(others.length === 0 ? first : `${first} and ${counted(others.length, 'other')}`);
}
