import { microsoftCloud, variable } from '../config/environment.ts';
import type { Estate } from '../config/estate.ts';
import type { RotationFunction } from './rotation-function.ts';

/** Life of an assertion, at most. */
const ASSERTION_SECONDS = 300;

/** Lets a function prove to Entra that it is itself: no long-lived secret exists. Which app trusts which role is set in Entra. */
function grantIdentity(user: RotationFunction, { graph }: Estate): void {
  user.allow({
    actions: ['sts:GetWebIdentityToken'],
    resources: ['*'],
    conditions: {
      'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': [microsoftCloud[graph.cloud].audience] },
      NumericLessThanEquals: { 'sts:DurationSeconds': ASSERTION_SECONDS },
    },
    wildcard: 'The action knows no resources; its conditions bind it to Entra’s audience and to minutes.',
  });
}

/** Lets a function call Graph in customers' tenants. */
export function grantGraph(user: RotationFunction, estate: Estate): void {
  const cloud = microsoftCloud[estate.graph.cloud];
  user.set(variable.graphEndpoint, cloud.graph).set(variable.loginEndpoint, cloud.login);
  grantIdentity(user, estate);
}

/** Lets a function sign technicians in with the MSP's home tenant. */
export function grantSignIn(user: RotationFunction, estate: Estate): void {
  const { login } = microsoftCloud[estate.graph.cloud];
  user.set(variable.signInAuthority, `${login}/${estate.msp.homeTenantId}/v2.0`);
  grantIdentity(user, estate);
}
