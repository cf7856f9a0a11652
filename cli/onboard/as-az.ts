import type { AppsPlan, PlannedApp } from './apps-plan.ts';
import { comment, shell } from './quoted.ts';
import { roleLines } from './role-lines.ts';
import type { TenantPart } from './tenant-part.ts';

/** Names that `az cloud set` knows. There is none for the DoD. */
const clouds: Readonly<Record<AppsPlan['cloud'], string | undefined>> = {
  global: 'AzureCloud',
  'gcc-high': 'AzureUSGovernment',
  dod: undefined,
  china: 'AzureChinaCloud',
};

/** Client ids: as the estate has them, or as they were registered further up. */
const variables = { reader: 'READER', writer: 'WRITER' } as const;

export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/**
 * The beginning of every script for the Azure CLI.
 * @throws for the DoD, which the Azure CLI does not know
 */
export function azHead({ cloud, apps }: Pick<AppsPlan, 'cloud' | 'apps'>): readonly string[] {
  const name = clouds[cloud];
  if (name === undefined) throw new Error('the Azure CLI has no cloud for the DoD: take --as graph-powershell');
  return [
    '#!/usr/bin/env bash',
    '# Made by `rotation onboard --as az`. Running it again changes nothing that is as it must be. It holds no secret, and prints none.',
    'set -euo pipefail',
    `az cloud set --name ${name}`,
    ...apps.flatMap(({ kind, clientId }) => (kind === 'sign-in' ? [] : [`${variables[kind]}=${clientId}`])),
    'signed_in() { # <tenant id>',
    '  [ "$(az account show --query tenantId --output tsv 2>/dev/null || true)" = "$1" ] ||',
    '    az login --tenant "$1" --allow-no-subscriptions --output none',
    '}',
  ];
}

/** Registers the three apps. Permissions that were added by hand stay; a federated credential of the same name is corrected. */
export function appsAz({ homeTenantId, audience, apps, portalUrl, aws }: AppsPlan): readonly string[] {
  const portal =
    portalUrl ??
    `$(aws cloudformation describe-stacks --region ${aws.region} --stack-name ${aws.stackName} --query "Stacks[0].Outputs[?OutputKey=='PortalUrl'].OutputValue" --output text || true)`;
  return [
    '',
    comment('Once, in your home tenant: three app registrations.'),
    `signed_in ${homeTenantId}`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    'ISSUER="${ISSUER:-$(aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text)}"',
    `PORTAL="\${PORTAL:-${portal}}"`,
    // Before the first deployment there is no portal, and the estate that is deployed needs the ids of the apps.
    '[ -n "$PORTAL" ] || echo "The portal has no address yet: deploy, then run this again, and the sign-in app gets its redirect address"',
    'app() { # <client id in the estate> <name> <audience>: prints the client id that it has',
    '  local id',
    `  id=$(az ad app list --app-id "$1" --query '[0].appId' --output tsv)`,
    `  [ -n "$id" ] || id=$(az ad app list --filter "displayName eq '$2'" --query '[0].appId' --output tsv)`,
    '  [ -n "$id" ] || id=$(az ad app create --display-name "$2" --sign-in-audience "$3" --query appId --output tsv)',
    // `set -e` does not reach into a command substitution: each step must fail the function by itself.
    '  [ -n "$id" ] && az ad app update --id "$id" --sign-in-audience "$3" >&2 && echo "$id"',
    '}',
    // Without `-q`: grep would stop reading, and `pipefail` take that for a failure of az.
    'permission() { # <client id> <permission id>',
    '  az ad app permission list --id "$1" --query \'[].resourceAccess[].id\' --output tsv | grep -x "$2" >/dev/null ||',
    `    az ad app permission add --id "$1" --api ${GRAPH_APP_ID} --api-permissions "$2=Role" --output none --only-show-errors`,
    '}',
    'trust() { # <client id> <name> <subject>',
    '  local parameters',
    `  parameters=$(printf '{"name":"%s","issuer":"%s","subject":"%s","audiences":["${audience}"]}' "$2" "$ISSUER" "$3")`,
    '  if az ad app federated-credential list --id "$1" --query \'[].name\' --output tsv | grep -x "$2" >/dev/null; then',
    '    az ad app federated-credential update --id "$1" --federated-credential-id "$2" --parameters "$parameters" --output none',
    '  else',
    '    az ad app federated-credential create --id "$1" --parameters "$parameters" --output none',
    '  fi',
    '}',
    ...apps.flatMap(appAz),
  ];
}

const OPTIONAL_CLAIMS = '{"idToken":[{"name":"acct","essential":false},{"name":"auth_time","essential":false}]}';

function appAz({ kind, displayName, clientId, estateField, audience, permissions, trusts }: PlannedApp): string[] {
  return [
    '',
    `APP=$(app ${clientId} ${shell(displayName)} ${audience})`,
    ...(kind === 'sign-in'
      ? [
          'az ad sp show --id "$APP" --output none 2>/dev/null || az ad sp create --id "$APP" --output none',
          `az ad app update --id "$APP" \${PORTAL:+--web-redirect-uris "$PORTAL/sign-in/callback"} --optional-claims '${OPTIONAL_CLAIMS}'`,
        ]
      : []),
    ...permissions.map(({ name, appRoleId }) => `permission "$APP" ${appRoleId} # ${name}`),
    ...trusts.map(({ name, subject }) => `trust "$APP" ${name} ${subject}`),
    ...(trusts.length === 0 ? [comment('A certificate or a client secret proves it: docs/deploy.md, step 4.')] : []),
    ...(kind === 'sign-in' ? [] : [`${variables[kind]}=$APP`]),
    `[ "$APP" = ${clientId} ] || echo "Write into the estate: ${estateField}: $APP"`,
  ];
}

/** Connects one tenant: says which addresses to open, and assigns the role that is needed. */
export function tenantAz(
  { name, displayName, tenantId, consents, role }: TenantPart,
  graph: string,
): readonly string[] {
  const assign = (roleId: string) => [
    `signed_in ${tenantId}`,
    `PRINCIPAL=$(az ad sp show --id "$WRITER" --query id --output tsv)`,
    `HELD=$(az rest --method GET --resource ${graph} --url "${graph}/v1.0/roleManagement/directory/roleAssignments?\\$filter=principalId eq '$PRINCIPAL'" --query "value[?roleDefinitionId=='${roleId}' && directoryScopeId=='/'].id" --output tsv)`,
    `[ -n "$HELD" ] || az rest --method POST --resource ${graph} --url ${graph}/v1.0/roleManagement/directory/roleAssignments --headers Content-Type=application/json --body "{\\"principalId\\":\\"$PRINCIPAL\\",\\"roleDefinitionId\\":\\"${roleId}\\",\\"directoryScopeId\\":\\"/\\"}" --output none`,
  ];
  const lines = roleLines(name, role, { as: 'az', named: (command) => `\`${command}\``, assign });
  return [
    '',
    comment(`${displayName} (${name})`),
    ...consents.map(
      ({ app, address }) =>
        `echo "${name}: an administrator opens, for the ${app}: ${withVariable(address, `$${variables[app]}`)}"`,
    ),
    ...lines,
  ];
}

/** The client id is the end of the address. */
export const withVariable = (address: string, variable: string): string => address.replace(/=[^=]*$/, `=${variable}`);
