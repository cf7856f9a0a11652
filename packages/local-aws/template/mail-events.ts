import * as z from 'zod';
import type { ConfigurationSetDeclaration, EventRuleDeclaration, MailEventKind } from './declarations.ts';
import { attributeOf, type Found, propertiesOf, unnoticed } from './found.ts';

const configurationSet = z.strictObject({
  Name: z.string().optional(),
  // Which of both lists counts makes no difference here: an address is on the account's.
  SuppressionOptions: unnoticed,
  Tags: unnoticed,
});

const destination = z.strictObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.strictObject({
    Name: z.string().optional(),
    Enabled: z.literal(true),
    MatchingEventTypes: z.array(z.enum(['bounce', 'complaint', 'reject', 'deliveryDelay'])),
    EventBridgeDestination: z.strictObject({
      EventBusArn: z.string().regex(/:event-bus\/default$/, 'SES publishes to the default bus only'),
    }),
  }),
});

/** Configuration sets with the events that each publishes. */
export function readConfigurationSets(
  sets: readonly Found[],
  destinations: readonly Found[],
): readonly ConfigurationSetDeclaration[] {
  const published = new Map<string, MailEventKind[]>();
  for (const each of destinations) {
    const { ConfigurationSetName, EventDestination } = propertiesOf(each, destination);
    if (!sets.some(({ ref }) => ref === ConfigurationSetName)) {
      throw new Error(`${each.logicalId}: no configuration set ${ConfigurationSetName}`);
    }
    const before = published.get(ConfigurationSetName) ?? [];
    published.set(ConfigurationSetName, [...before, ...EventDestination.MatchingEventTypes]);
  }
  return sets.map((found) => {
    propertiesOf(found, configurationSet);
    return { logicalId: found.logicalId, name: found.ref, publishes: published.get(found.ref) ?? [] };
  });
}

/** The state of a rule that gets what only reads, too. */
const TAKES_READS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

const rule = z.strictObject({
  Name: z.string().optional(),
  Description: unnoticed,
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.enum(['ENABLED', TAKES_READS]).default('ENABLED'),
  Targets: z
    .array(
      z.strictObject({
        Id: z.string(),
        Arn: z.string().regex(/^arn:aws:sqs:/, 'only queues are targets of rules locally'),
      }),
    )
    .min(1),
});

const queuePolicy = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Effect: z.string(),
        Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
        Principal: z.union([z.string(), z.looseObject({ Service: z.string().optional() })]).optional(),
        Resource: z.union([z.string(), z.array(z.string())]).optional(),
        Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
      }),
    ),
  }),
});

/**
 * A rule on the default bus.
 *
 * @param policies  of queues
 * @throws {Error} for a target that does not let EventBridge in by this rule: in AWS its events would be lost without a word
 */
export function readEventRule(found: Found, policies: readonly Found[]): EventRuleDeclaration {
  const { EventPattern, Targets, State } = propertiesOf(found, rule);
  const arn = attributeOf(found, 'Arn');
  const statements = policies.flatMap(({ properties }) => queuePolicy.parse(properties).PolicyDocument.Statement);
  for (const { Arn } of Targets) {
    const isLetIn = statements.some(
      ({ Effect, Action, Principal, Resource, Condition }) =>
        Effect === 'Allow' &&
        Action.includes('sqs:SendMessage') &&
        [Resource].flat().includes(Arn) &&
        typeof Principal === 'object' &&
        Principal.Service === 'events.amazonaws.com' &&
        Condition.ArnEquals?.['aws:SourceArn'] === arn,
    );
    if (!isLetIn)
      throw new Error(`${found.logicalId}: the queue ${Arn} does not let EventBridge send to it by this rule`);
  }
  return {
    logicalId: found.logicalId,
    arn,
    pattern: EventPattern,
    takesReads: State === TAKES_READS,
    queueArns: Targets.map(({ Arn }) => Arn),
  };
}
