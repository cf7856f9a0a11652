import { Stack } from 'aws-cdk-lib';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import { appSecretForm, appSecretName, type GraphApp } from '../contract/graph-apps.ts';
import { microsoftCloud, variable } from '../contract/variables.ts';
import { filledSecret } from './filled-secret.ts';
import type { RotationFunction } from './rotation-function.ts';

/** The longest life of an identity token. */
const ASSERTION_SECONDS = 300;

/** The two app registrations. Their client credentials are identity tokens of AWS, or two secrets where the estate says so. */
export class GraphApps extends Construct {
  private readonly cloud: (typeof microsoftCloud)[keyof typeof microsoftCloud];
  /** `undefined` where identity tokens authenticate the apps. */
  private readonly secrets: Readonly<Record<GraphApp, CfnSecret>> | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly estate: Estate,
  ) {
    super(scope, id);
    const { cloud, credential } = estate.graph;
    this.cloud = microsoftCloud[cloud];
    if (credential === 'federated') return;
    const secret = (app: GraphApp) =>
      filledSecret(this, app === 'reader' ? 'Reader' : 'Writer', {
        name: appSecretName(Stack.of(this).stackName, app),
        description: `Client credential of the ${app} app: ${appSecretForm[credential]}`,
        replacedByHand: 'Registered with Entra by an administrator, who renews it by hand before it expires.',
      });
    this.secrets = { reader: secret('reader'), writer: secret('writer') };
  }

  /** Lets a function call Graph in customers' tenants, as these apps and no others. */
  grantUse(user: RotationFunction, ...apps: readonly GraphApp[]): void {
    user.set(variable.graphEndpoint, this.cloud.graph).set(variable.loginEndpoint, this.cloud.login);
    const { secrets } = this;
    if (secrets === undefined) this.grantIdentity(user);
    else user.allow({ actions: ['secretsmanager:GetSecretValue'], resources: apps.map((app) => secrets[app].ref) });
  }

  /** Lets a function sign technicians in with the MSP's home tenant. Always by an identity token, whatever the other apps use. */
  grantSignIn(user: RotationFunction): void {
    user.set(variable.signInAuthority, `${this.cloud.login}/${this.estate.msp.homeTenantId}/v2.0`);
    this.grantIdentity(user);
  }

  /** Lets a function get an identity token, which Entra accepts in place of a long-lived secret. Entra's federated credentials say which app trusts which role. */
  private grantIdentity(user: RotationFunction): void {
    user.allow({
      actions: ['sts:GetWebIdentityToken'],
      resources: ['*'],
      conditions: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': [this.cloud.audience] },
        NumericLessThanEquals: { 'sts:DurationSeconds': ASSERTION_SECONDS },
      },
      wildcard: 'The action knows no resources; its conditions bind it to Entra’s audience and to minutes.',
    });
  }
}
