import * as z from 'zod';

/**
 * What of Amazon States Language (query language JSONata) the local Step Functions carries out. Every object is strict:
 * a field that is not named here is refused when the machine is declared, so nothing is half-obeyed.
 */

/** A whole string `{% … %}`, or any JSON that may hold such strings. */
const template = z.json();
const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be an expression {% … %}');
const whole = z.int().min(0);
const wholeOrExpression = z.union([whole.max(99_999_999), expression]);
const assign = z.record(z.string().regex(/^[A-Za-z_]\w{0,79}$/), template);
const stateName = z.string().min(1).max(80);

/** What every state may have. A state needs JSONata as its language, from itself or from its machine. */
const described = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const output = { Output: template.optional() };
const assigned = { ...output, Assign: assign.optional() };
const onward = { Next: stateName.optional(), End: z.literal(true).optional() };

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: stateName,
  ...assigned,
});

const troubled = { Retry: z.array(retrier).default([]), Catch: z.array(catcher).default([]) };

const pass = z.strictObject({ Type: z.literal('Pass'), ...described, ...assigned, ...onward });
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...described, ...output });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  ...described,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
const wait = z.strictObject({
  Type: z.literal('Wait'),
  ...described,
  ...assigned,
  ...onward,
  Seconds: wholeOrExpression,
});
const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...described,
  ...assigned,
  Choices: z
    .array(z.strictObject({ Comment: z.string().optional(), Condition: expression, Next: stateName, ...assigned }))
    .min(1),
  Default: stateName.optional(),
});
const task = z.strictObject({
  Type: z.literal('Task'),
  ...described,
  ...assigned,
  ...onward,
  ...troubled,
  Resource: z.string(),
  Arguments: template.optional(),
  TimeoutSeconds: wholeOrExpression.optional(),
  HeartbeatSeconds: wholeOrExpression.optional(),
});

/** Written by hand where a state holds states. */
interface MapState extends Omit<z.infer<typeof map>, 'ItemProcessor'> {
  ItemProcessor: Omit<z.infer<typeof map>['ItemProcessor'], 'States'> & { States: Record<string, State> };
}
export type State =
  | z.infer<typeof pass>
  | z.infer<typeof succeed>
  | z.infer<typeof fail>
  | z.infer<typeof wait>
  | z.infer<typeof choice>
  | z.infer<typeof task>
  | MapState;

const itemReader = z.strictObject({
  Resource: z.string().regex(/^arn:aws[a-z-]*:states:::s3:getObject$/, 'only s3:getObject is supported'),
  ReaderConfig: z.strictObject({ InputType: z.literal('JSON') }),
  Arguments: z.strictObject({ Bucket: z.string(), Key: z.string() }),
});
const map = z.strictObject({
  Type: z.literal('Map'),
  ...described,
  ...assigned,
  ...onward,
  ...troubled,
  Items: z.union([expression, z.array(template)]).optional(),
  ItemReader: itemReader.optional(),
  ItemSelector: template.optional(),
  MaxConcurrency: wholeOrExpression.optional(),
  ToleratedFailurePercentage: z.union([z.number().min(0).max(100), expression]).optional(),
  ToleratedFailureCount: wholeOrExpression.optional(),
  Label: z
    .string()
    .regex(/^[\w-]{1,40}$/)
    .optional(),
  ItemProcessor: z.strictObject({
    ProcessorConfig: z
      .union([
        z.strictObject({ Mode: z.literal('INLINE') }),
        z.strictObject({ Mode: z.literal('DISTRIBUTED'), ExecutionType: z.literal('STANDARD') }),
      ])
      .default({ Mode: 'INLINE' }),
    Comment: z.string().optional(),
    StartAt: stateName,
    States: z.record(
      stateName,
      z.lazy((): z.ZodType<State> => state),
    ),
  }),
});

const state = z.discriminatedUnion('Type', [pass, succeed, fail, wait, choice, task, map]);

export const machineDefinition = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONata').optional(),
  TimeoutSeconds: whole.max(99_999_999).optional(),
  StartAt: stateName,
  States: z.record(stateName, state),
});

export type Definition = z.infer<typeof machineDefinition>;
export type Retrier = z.infer<typeof retrier>;
export type Catcher = z.infer<typeof catcher>;
export type StateOf<T extends State['Type']> = Extract<State, { Type: T }>;
/** States that belong together: a machine's, or those of one iteration. */
export interface Block {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}
