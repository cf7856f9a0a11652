import type { Estate } from '../../config/estate.ts';
import { anyFunctionNames, functionTable } from '../../contract/functions.ts';
import type { GraphApp } from '../../contract/graph-apps.ts';
import { roleName } from '../../contract/stack.ts';
import { microsoftCloud } from '../../contract/variables.ts';
import { furtherReads } from '../../lambda/domain/accounts/tenant-rules.ts';
import { permissionsNeeded } from '../../lambda/domain/connection/connection.ts';
import {
  type ApplicationPermission,
  groupEligibilityPermission,
  signInPermission,
  unitNamesPermission,
} from '../../lambda/domain/connection/permissions.ts';

/** An app registration in the MSP's home tenant, as it must be. */
export interface PlannedApp {
  readonly kind: GraphApp | 'sign-in';
  readonly displayName: string;
  /** As the estate has it. Before the first registration it is whatever somebody filled in. */
  readonly clientId: string;
  /** Where the estate wants it. */
  readonly estateField: string;
  readonly audience: 'AzureADMultipleOrgs' | 'AzureADMyOrg';
  readonly permissions: readonly ApplicationPermission[];
  /** Federated credentials; none where a certificate or a client secret proves the app. */
  readonly trusts: readonly Trust[];
}

/** A federated credential: a function whose identity token of AWS proves the app. Its issuer is the account's. */
export interface Trust {
  /** Letters, digits, `-` and `_`, at most 120: Entra takes nothing else. */
  readonly name: string;
  /** ARN of the function's role. Entra compares it letter by letter. */
  readonly subject: string;
}

/** What the home tenant needs, once for all tenants. */
export interface AppsPlan {
  readonly cloud: Estate['graph']['cloud'];
  readonly homeTenantId: string;
  readonly graph: string;
  /** Of every federated credential. */
  readonly audience: string;
  readonly apps: readonly PlannedApp[];
  /** The portal's address, where the estate names it; otherwise the deployed stack tells it. */
  readonly portalUrl: string | undefined;
  readonly aws: Pick<Estate['aws'], 'account' | 'region' | 'stackName'>;
}

/** @param withOptional  whether the reader asks for permissions that tell people more and decide about nobody */
export function appsPlan(estate: Estate, withOptional: boolean): AppsPlan {
  const { graph, msp, aws, tenants, deployment } = estate;
  const { graph: graphRoot, audience } = microsoftCloud[graph.cloud];
  // Rules of accounts alone decide what is read: everything else about a tenant may be left out here.
  const securityAttributes = tenants.some(
    (tenant) => furtherReads({ ...tenant, ...NO_RULES_FOR_ALL }).securityAttributes,
  );
  const optional = withOptional ? [groupEligibilityPermission, unitNamesPermission, signInPermission] : [];
  const graphApp = (kind: GraphApp, clientId: string): PlannedApp => ({
    kind,
    displayName: `${aws.stackName} ${kind}`,
    clientId,
    estateField: `graph.${kind}ClientId`,
    audience: 'AzureADMultipleOrgs',
    permissions: [...permissionsNeeded(kind, securityAttributes), ...(kind === 'reader' ? optional : [])],
    trusts: graph.credential === 'federated' ? trustsOf(estate, kind) : [],
  });
  return {
    cloud: graph.cloud,
    homeTenantId: msp.homeTenantId,
    graph: graphRoot,
    audience,
    portalUrl: deployment.domain === undefined ? msp.portalUrl : `https://${deployment.domain.name}`,
    aws,
    apps: [
      graphApp('reader', graph.readerClientId),
      graphApp('writer', graph.writerClientId),
      {
        kind: 'sign-in',
        displayName: `${aws.stackName} sign-in`,
        clientId: msp.signInClientId,
        estateField: 'msp.signInClientId',
        audience: 'AzureADMyOrg',
        permissions: [],
        trusts: trustsOf(estate, 'sign-in'),
      },
    ],
  };
}

const NO_RULES_FOR_ALL = {
  admins: { roles: 'all', ignore: [], further: [] },
  deciders: [],
  twoPersons: { roles: [], tenants: [] },
} as const;

/** The roles that an app must trust: those of the functions that sign in as it, by the table of functions. */
function trustsOf({ aws: { account, region, stackName } }: Estate, app: PlannedApp['kind']): readonly Trust[] {
  const uses = anyFunctionNames.filter((name) => {
    const { uses: always, usesMore } = functionTable[name];
    return [always, usesMore?.uses].some((each) =>
      app === 'sign-in' ? each?.signIn === true : each?.graph?.includes(app) === true,
    );
  });
  return uses.map((name) => {
    const role = roleName({ stackName, region }, name);
    return { name: role, subject: `arn:${partitionOf(region)}:iam::${account}:role/${role}` };
  });
}

function partitionOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}
