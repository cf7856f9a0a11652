import type { AppsPlan, PlannedApp } from './apps-plan.ts';
import { GRAPH_APP_ID, withVariable } from './as-az.ts';
import { comment, powerShell } from './quoted.ts';
import { roleLines } from './role-lines.ts';
import type { TenantPart } from './tenant-part.ts';

/** Names that `Connect-MgGraph -Environment` knows. */
const environments: Readonly<Record<AppsPlan['cloud'], string>> = {
  global: 'Global',
  'gcc-high': 'USGov',
  dod: 'USGovDoD',
  china: 'China',
};

/** The beginning of every script for the Microsoft Graph PowerShell SDK, version 2. */
export const powerShellHead = ({ apps }: Pick<AppsPlan, 'apps'>): readonly string[] => [
  '# Made by `rotation onboard --as graph-powershell`. Running it again changes nothing that is as it must be. It holds no secret, and prints none.',
  '#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications, Microsoft.Graph.Identity.Governance',
  "$ErrorActionPreference = 'Stop'",
  ...apps.flatMap(({ kind, clientId }) => (kind === 'sign-in' ? [] : [`$${kind}Id = '${clientId}'`])),
];

export function appsPowerShell({ homeTenantId, cloud, audience, apps, portalUrl, aws }: AppsPlan): readonly string[] {
  const portal =
    portalUrl === undefined
      ? `(aws cloudformation describe-stacks --region ${aws.region} --stack-name ${aws.stackName} --query "Stacks[0].Outputs[?OutputKey=='PortalUrl'].OutputValue" --output text)`
      : powerShell(portalUrl);
  return [
    '',
    comment('Once, in your home tenant: three app registrations.'),
    `Connect-MgGraph -TenantId ${homeTenantId} -Environment ${environments[cloud]} -Scopes 'Application.ReadWrite.All' -NoWelcome`,
    '$issuer = aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text',
    'if (-not $issuer) { throw "AWS did not tell the issuer: is AWS signed in, and does it vouch for functions (docs/deploy.md, step 1)?" }',
    `$portal = ${portal}`,
    // Before the first deployment there is no portal, and the estate that is deployed needs the ids of the apps.
    'if (-not $portal) { Write-Host "The portal has no address yet: deploy, then run this again, and the sign-in app gets its redirect address" }',
    'function Get-App([string]$ClientId, [string]$Name, [string]$Audience) {',
    '  $app = Get-MgApplication -Filter "appId eq \'$ClientId\'" | Select-Object -First 1',
    '  if (-not $app) { $app = Get-MgApplication -Filter "displayName eq \'$Name\'" | Select-Object -First 1 }',
    '  if (-not $app) { $app = New-MgApplication -DisplayName $Name -SignInAudience $Audience }',
    '  Update-MgApplication -ApplicationId $app.Id -SignInAudience $Audience',
    '  return $app',
    '}',
    'function Add-Permissions($App, [string[]]$Ids) {',
    `  $graph = '${GRAPH_APP_ID}'`,
    '  $others = @($App.RequiredResourceAccess | Where-Object { $_.ResourceAppId -ne $graph })',
    '  $held = @($App.RequiredResourceAccess | Where-Object { $_.ResourceAppId -eq $graph } | ForEach-Object { $_.ResourceAccess })',
    '  $missing = @($Ids | Where-Object { $_ -notin $held.Id })',
    '  if ($missing.Count -eq 0) { return }',
    "  $access = @($held | ForEach-Object { @{ Id = $_.Id; Type = $_.Type } }) + @($missing | ForEach-Object { @{ Id = $_; Type = 'Role' } })",
    '  Update-MgApplication -ApplicationId $App.Id -RequiredResourceAccess ($others + @(@{ ResourceAppId = $graph; ResourceAccess = $access }))',
    '}',
    'function Add-Trust($App, [string]$Name, [string]$Subject) {',
    `  $wanted = @{ Name = $Name; Issuer = $issuer; Subject = $Subject; Audiences = @('${audience}') }`,
    '  $held = Get-MgApplicationFederatedIdentityCredential -ApplicationId $App.Id | Where-Object { $_.Name -eq $Name }',
    '  if ($held) { Update-MgApplicationFederatedIdentityCredential -ApplicationId $App.Id -FederatedIdentityCredentialId $held.Id -BodyParameter $wanted }',
    '  else { New-MgApplicationFederatedIdentityCredential -ApplicationId $App.Id -BodyParameter $wanted | Out-Null }',
    '}',
    ...apps.flatMap(appPowerShell),
    '',
    'Disconnect-MgGraph | Out-Null',
  ];
}

function appPowerShell({
  kind,
  displayName,
  clientId,
  estateField,
  audience,
  permissions,
  trusts,
}: PlannedApp): string[] {
  const ids = permissions.map(({ appRoleId }) => `'${appRoleId}'`).join(', ');
  return [
    '',
    `$app = Get-App '${clientId}' ${powerShell(displayName)} '${audience}'`,
    ...(kind === 'sign-in'
      ? [
          'if (-not (Get-MgServicePrincipal -Filter "appId eq \'$($app.AppId)\'")) { New-MgServicePrincipal -AppId $app.AppId | Out-Null }',
          `Update-MgApplication -ApplicationId $app.Id -OptionalClaims @{ IdToken = @(@{ Name = 'acct' }, @{ Name = 'auth_time' }) }`,
          'if ($portal) { Update-MgApplication -ApplicationId $app.Id -Web @{ RedirectUris = @("$portal/sign-in/callback") } }',
        ]
      : [comment(permissions.map(({ name }) => name).join(', ')), `Add-Permissions $app @(${ids})`]),
    ...trusts.map(({ name, subject }) => `Add-Trust $app '${name}' '${subject}'`),
    ...(trusts.length === 0 ? [comment('A certificate or a client secret proves it: docs/deploy.md, step 4.')] : []),
    ...(kind === 'sign-in' ? [] : [`$${kind}Id = $app.AppId`]),
    `if ($app.AppId -ne '${clientId}') { Write-Host "Write into the estate: ${estateField}: $($app.AppId)" }`,
  ];
}

/** Connects one tenant: says which addresses to open, and assigns the role that is needed. */
export function tenantPowerShell(part: TenantPart, cloud: AppsPlan['cloud']): readonly string[] {
  const { name, displayName, tenantId, consents, role } = part;
  const assign = (roleId: string) => [
    `Connect-MgGraph -TenantId ${tenantId} -Environment ${environments[cloud]} -Scopes 'Application.Read.All', 'RoleManagement.ReadWrite.Directory' -NoWelcome`,
    `$writer = Get-MgServicePrincipal -Filter "appId eq '$writerId'"`,
    `$held = Get-MgRoleManagementDirectoryRoleAssignment -Filter "principalId eq '$($writer.Id)'" | Where-Object { $_.RoleDefinitionId -eq '${roleId}' -and $_.DirectoryScopeId -eq '/' }`,
    `if (-not $held) { New-MgRoleManagementDirectoryRoleAssignment -PrincipalId $writer.Id -RoleDefinitionId '${roleId}' -DirectoryScopeId '/' | Out-Null }`,
    'Disconnect-MgGraph | Out-Null',
  ];
  const lines = roleLines(name, role, { as: 'graph-powershell', named: (command) => command, assign });
  return [
    '',
    comment(`${displayName} (${name})`),
    ...consents.map(
      ({ app, address }) =>
        `Write-Host "${name}: an administrator opens, for the ${app}: ${withVariable(address, `$${app}Id`)}"`,
    ),
    ...lines,
  ];
}
