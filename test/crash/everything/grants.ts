import {
  AwsError,
  type Call,
  Iam,
  type Requirement,
  type RoleDeclaration,
  type Statement,
  type UnusedGrant,
} from '@m365-rotation/local-aws';

/** Grants that nothing here needs, and why they stay. */
export const explained: readonly { readonly grant: RegExp; readonly why: string }[] = [
  {
    grant: /RotationCycleMachine.*: states:(StartExecution|DescribeExecution|StopExecution|RedriveExecution) /,
    why: 'a distributed map starts, follows and stops its children by its own role; here Step Functions runs them by itself',
  },
  {
    grant:
      /RotationCycleMachine.*:(stateMachine|execution):M365PasswordRotation-RotationCycle(:\*|\/Tenants:\*)? \(states:/,
    why: 'the children of that map',
  },
  {
    grant: /RotationCycleMachine.*:function:.*-Functionsclosetenant.* \(lambda:InvokeFunction\)/,
    why: 'for tenants that cannot be started: `test/lib/unheard-of-errors.test.ts` runs the machine with this',
  },
  {
    grant: /(-archive-audit:|FunctionscallwebhookRole).*sqs:SendMessage/,
    why: 'for records and events that are given up after 23 hours: `packages/local-aws/test/stream-source.test.ts` gives some up',
  },
  {
    grant: /FunctionsreopenrotationRole.*sqs:SendMessage/,
    why: 'for the ticket, where a person says that the old password works: `test/lambda/usecases/rotation/uncertain.test.ts` says it',
  },
  {
    grant: /FunctionsclosecycleRole.*sqs:SendMessage/,
    why: 'for tenants and accounts that no workflow has closed before the cycle: `test/lambda/usecases/cycle/cycle.test.ts` leaves some',
  },
  {
    grant: /Functionsrecordoutcome.*:M365PasswordRotation-VaultQueue.* \(sqs:SendMessage\)/,
    why: 'for hand-overs that fail for good: `test/lambda/usecases/credential/write-vault.test.ts` makes them fail',
  },
  {
    grant: /Functionswritevault.*: dynamodb:ConditionCheckItem /,
    why: 'for a password that the vault refuses, whose link is made while it is current: `test/workflow/vault.test.ts` has one',
  },
  {
    grant: /(SettleUncertain|Reopening)Machine.*:function:.*-Functionsrecordoutcome.* \(lambda:InvokeFunction\)/,
    why: 'for polls that fail, or find a change by somebody else: `test/lib/workflows.test.ts` runs the machines with these',
  },
];

export const told = ({ role, grant, statement }: UnusedGrant): string => `${role}: ${grant} (${statement})`;

/** A call that a role made, and what it needed for that. */
interface Use {
  readonly call: Call;
  readonly requirements: readonly Requirement[];
}

/** What each role did. */
export class Uses {
  private readonly calls: { readonly call: Call; readonly requirements: Use['requirements'] | undefined }[] = [];

  /** @param requirements  `undefined`: not known yet, while everything starts */
  note(call: Call, requirements: Use['requirements'] | undefined): void {
    this.calls.push({ call, requirements });
  }

  /** By ARN of the role, once per kind of call. */
  byRole(requirementsOf: (call: Call) => readonly Requirement[]): ReadonlyMap<string, readonly Use[]> {
    const byRole = new Map<string, Map<string, Use>>();
    for (const { call, requirements = requirementsOf(call) } of this.calls) {
      if (call.principal.kind !== 'role') continue;
      const uses = byRole.get(call.principal.roleArn) ?? new Map<string, Use>();
      byRole.set(call.principal.roleArn, uses.set(JSON.stringify(requirements), { call, requirements }));
    }
    return new Map([...byRole].map(([role, uses]) => [role, [...uses.values()]]));
  }
}

/**
 * Takes one grant at a time from a role, and looks whether anything that the role did is denied then: another one would allow
 * the same else.
 *
 * @returns grants that nothing would miss
 */
export function missedByNothing(
  roles: readonly RoleDeclaration[],
  uses: ReadonlyMap<string, readonly Use[]>,
  isNeeded: (told: string) => boolean,
): string[] {
  return roles.flatMap((role) =>
    role.statements.flatMap((statement, index) => {
      if (statement.effect === 'Deny' || statement.actions.every((each) => /^(logs|xray|cloudwatch):/.test(each)))
        return [];
      const { actions, resources } = statement;
      const grants = [...(actions.length > 1 ? actions : []), ...resources];
      return grants
        .filter((grant) => isNeeded(told({ role: role.name, grant, statement: statement.sid ?? actions.join(', ') })))
        .filter((grant) => !(grant.endsWith(':*') && resources.includes(grant.slice(0, -2)))) // versions of a function
        .filter((grant) => {
          const statements = role.statements.map((each, i) => (i === index ? without(each, grant) : each));
          return !isAnythingDenied({ ...role, statements }, uses.get(role.arn) ?? []);
        })
        .map((grant) => `${role.name}: ${grant}`);
    }),
  );
}

/** A statement without one of its actions or resources, and without what is only that resource in other words. */
const without = (statement: Statement, grant: string): Statement => ({
  ...statement,
  actions: statement.actions.filter((each) => each !== grant),
  resources: statement.resources.filter((each) => each !== grant),
});

function isAnythingDenied(role: RoleDeclaration, uses: readonly Use[]): boolean {
  const iam = new Iam([role], '123456789012', 'eu-central-1');
  return uses.some(({ call, requirements }) => {
    try {
      iam.check(call, requirements);
      return false;
    } catch (error) {
      return error instanceof AwsError && error.code.startsWith('AccessDenied');
    }
  });
}
