import type { OtherBucket } from './account.ts';
import { conditionsHold, unsupportedOperators } from './iam-conditions.ts';
import { matchesArn, matchesText } from './iam-patterns.ts';
import { AwsError, type Call, type Principal, type Requirement } from './service.ts';
import { operatorArn } from './sts.ts';
import type { ResourcePolicyDeclaration, RoleDeclaration } from './template/declarations.ts';

/** A grant of a role that no call has needed. */
export interface UnusedGrant {
  /** Name of the role. */
  readonly role: string;
  /** The action or the resource of a statement, as the template writes it. */
  readonly grant: string;
  /** What the statement is for, in short: its id, or its actions. */
  readonly statement: string;
}

/** Services whose calls the local cloud does itself for functions, so that no call here could use such a grant. */
const DONE_BY_THE_CLOUD = /^(logs|xray|cloudwatch):/;

/**
 * Checks calls against the identity policies of roles and the policies of what they touch, as IAM does: an explicit Deny wins, then an
 * Allow is needed, else the call is refused. The operator, and AWS services on their own behalf, may do anything that no resource denies
 * them.
 */
export class Iam {
  private roles: ReadonlyMap<string, RoleDeclaration>;
  /** Actions and resources of Allow statements that were needed, as `<role ARN> <statement> <grant>`. */
  private readonly used = new Set<string>();

  /** @throws {Error} for a condition operator or policy variable that isn't evaluated here */
  constructor(
    roles: readonly RoleDeclaration[],
    private readonly accountId: string,
    private readonly region: string,
    private readonly resourcePolicies: readonly ResourcePolicyDeclaration[] = [],
    private readonly otherBuckets: () => readonly OtherBucket[] = () => [],
  ) {
    this.roles = new Map(roles.map((role) => [role.arn, role]));
    for (const role of roles) refuseUnsupported(role);
  }

  /**
   * Takes these roles in place of those that it had, as a deployment does.
   * @throws {Error} for a condition operator or policy variable that isn't evaluated here; nothing is changed then
   */
  deploy(roles: readonly RoleDeclaration[]): void {
    for (const role of roles) refuseUnsupported(role);
    this.roles = new Map(roles.map((role) => [role.arn, role]));
  }

  /** @throws {AwsError} `AccessDeniedException` (S3, SES, SQS and STS: `AccessDenied`) unless every requirement is granted */
  check(call: Call, requirements: readonly Requirement[]): void {
    const { principal } = call;
    for (const requirement of requirements) {
      this.checkResource(call, requirement);
      this.checkOtherAccount(call, requirement);
    }
    if (principal.kind !== 'role') return;
    const role = this.roles.get(principal.roleArn);
    if (role === undefined) throw denied(call.service, `${principal.roleArn} is no role of this template`);
    for (const requirement of requirements) this.checkOne(call, principal, role, requirement);
  }

  /** What roles may do and no call has needed so far. */
  unusedGrants(): readonly UnusedGrant[] {
    return [...this.roles.values()].flatMap((role) =>
      role.statements.flatMap(({ effect, sid, actions, resources }, index) => {
        if (effect === 'Deny' || actions.every((action) => DONE_BY_THE_CLOUD.test(action))) return [];
        const unused = (grant: string) => !this.used.has(usage(role, index, grant));
        return [...actions, ...resources]
          .filter((grant) => unused(grant) && !isVersions(grant, resources, unused))
          .map((grant) => ({ role: role.name, grant, statement: sid ?? actions.join(', ') }));
      }),
    );
  }

  private checkOne(
    call: Call,
    principal: Principal,
    role: RoleDeclaration,
    { action, resource, context }: Requirement,
  ) {
    const keys = { ...context, ...this.globalKeys(principal) };
    let allowed = false;
    let missing: readonly string[] = [];
    for (const [index, statement] of role.statements.entries()) {
      const actions = statement.actions.filter((each) => matchesText(each, action, { anyCase: true }));
      const resources = statement.resources.filter((each) => matchesArn(each, resource));
      if (actions.length === 0 || resources.length === 0) continue;
      if (!conditionsHold(statement.conditions, keys)) {
        missing = Object.values(statement.conditions).flatMap((operands) => Object.keys(operands));
        continue;
      }
      if (statement.effect === 'Deny') {
        throw denied(
          call.service,
          `${this.message(principal, action, resource)} with an explicit deny in an identity-based policy`,
        );
      }
      allowed = true;
      for (const grant of [...actions, ...resources]) this.used.add(usage(role, index, grant));
    }
    if (allowed) return;
    const because = `because no identity-based policy allows the ${action} action`;
    const hint =
      missing.length === 0 ? '' : ` (a statement would, but its condition on ${missing.join(', ')} doesn't hold)`;
    throw denied(call.service, `${this.message(principal, action, resource)} ${because}${hint}`);
  }

  /** Whether the policy of what is touched denies it: to anybody, whatever a role's own policies allow. */
  private checkResource({ service, principal }: Call, { action, resource, context }: Requirement): void {
    const keys = { ...context, ...this.globalKeys(principal) };
    for (const { resourceArn, statements } of this.resourcePolicies) {
      if (!isIn(resourceArn, resource)) continue;
      const isDenied = statements.some(
        ({ actions, resources, conditions }) =>
          actions.some((each) => matchesText(each, action, { anyCase: true })) &&
          resources.some((each) => matchesArn(each, resource)) &&
          conditionsHold(conditions, keys),
      );
      if (!isDenied) continue;
      const who = this.message(principal, action, resource);
      throw denied(service, `${who} with an explicit deny in a resource-based policy`);
    }
  }

  /** Between accounts, what is touched must let the caller in, besides the caller's own policies. */
  private checkOtherAccount({ service, principal }: Call, { action, resource }: Requirement): void {
    const bucket = this.otherBuckets().find(({ name }) => isIn(`arn:aws:s3:::${name}`, resource));
    if (bucket === undefined) return;
    const isLetIn = bucket.lets.some(
      ({ roleArn, actions, resources }) =>
        principal.kind === 'role' &&
        principal.roleArn === roleArn &&
        actions.some((each) => matchesText(each, action, { anyCase: true })) &&
        resources.some((each) => matchesArn(each, resource)),
    );
    if (isLetIn) return;
    const who = this.message(principal, action, resource);
    throw denied(service, `${who} because no resource-based policy allows the ${action} action`);
  }

  /** AWS services have no account and no ARN: a condition on those never finds what it wants. */
  private globalKeys(principal: Principal): Readonly<Record<string, string>> {
    const arn = principal.kind === 'role' ? principal.roleArn : operatorArn(this.accountId);
    return {
      ...(principal.kind === 'service' ? {} : { 'aws:PrincipalAccount': this.accountId, 'aws:PrincipalArn': arn }),
      'aws:RequestedRegion': this.region,
      // Nothing travels further than this machine: how, is of no matter.
      'aws:SecureTransport': 'true',
      's3:TlsVersion': '1.3',
    };
  }

  private message(principal: Principal, action: string, resource: string): string {
    return `User: ${this.userOf(principal)} is not authorized to perform: ${action} on resource: ${resource}`;
  }

  private userOf(principal: Principal): string {
    if (principal.kind === 'operator') return operatorArn(this.accountId);
    if (principal.kind === 'service') return principal.name;
    const { roleArn, name, session = name } = principal;
    return `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${session}`;
  }
}

const isIn = (arn: string, resource: string): boolean => resource === arn || resource.startsWith(`${arn}/`);

/** A function's versions, which the CDK grants beside the function itself: no grant of its own if that one is needed. */
const isVersions = (grant: string, resources: readonly string[], unused: (grant: string) => boolean) =>
  grant.endsWith(':*') && resources.includes(grant.slice(0, -2)) && !unused(grant.slice(0, -2));

const usage = (role: RoleDeclaration, statement: number, grant: string) => `${role.arn} ${statement} ${grant}`;

/** Services whose error has the old name and status. */
const OLD_STYLE = new Set(['cloudformation', 's3', 'ses', 'sqs', 'sts']);

function denied(service: string, text: string): AwsError {
  if (OLD_STYLE.has(service)) return new AwsError('AccessDenied', text, 403);
  return new AwsError('AccessDeniedException', text, service === 'lambda' ? 403 : 400);
}

function refuseUnsupported({ name, statements }: RoleDeclaration): void {
  for (const { actions, conditions, resources } of statements) {
    const byRow = JSON.stringify(conditions).includes('"dynamodb:LeadingKeys"');
    const ofMany = byRow
      ? actions.find((each) => !/^dynamodb:((Get|BatchGet|Put|Update|Delete)Item|Query)$/.test(each))
      : undefined;
    if (ofMany !== undefined) throw new Error(`${name}: dynamodb:LeadingKeys is not evaluated locally for ${ofMany}`);
    const [operator] = unsupportedOperators(conditions);
    if (operator !== undefined) throw new Error(`${name}: condition operator ${operator} is not evaluated locally`);
    const values = Object.values(conditions).flatMap((operands) => Object.values(operands).flat());
    const variable = [...resources, ...values].find((each) => each.includes('${'));
    if (variable !== undefined) throw new Error(`${name}: policy variables are not evaluated locally: ${variable}`);
  }
}
