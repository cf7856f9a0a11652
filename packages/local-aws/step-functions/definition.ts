import * as z from 'zod';

/**
 * What of Amazon States Language (query language JSONata) the local Step Functions carries out. Every object is strict:
 * a field that is not named here is refused when the machine is declared, so nothing is half-obeyed.
 */

/** A whole string `{% … %}`, or any JSON that may hold such strings. */
const template = z.json();
const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be an expression {% … %}');
const whole = z.int().min(0).max(99_999_999);
const stateName = z.string().min(1).max(80);

/** What every state may have. A state needs JSONata as its language, from itself or from its machine. */
const described = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const output = { Output: template.optional() };
const onward = { Next: stateName.optional(), End: z.literal(true).optional() };

const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});

const catcher = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  Next: stateName,
  ...output,
});

const troubled = { Retry: z.array(retrier).default([]), Catch: z.array(catcher).default([]) };

const pass = z.strictObject({ Type: z.literal('Pass'), ...described, ...output, ...onward });
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...described, ...output });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  ...described,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
const wait = z
  .strictObject({
    Type: z.literal('Wait'),
    ...described,
    ...output,
    ...onward,
    Seconds: z.union([whole, expression]).optional(),
    Timestamp: z.union([z.iso.datetime({ offset: true }), expression]).optional(),
  })
  .refine(({ Seconds, Timestamp }) => (Seconds === undefined) !== (Timestamp === undefined), {
    message: 'must have either Seconds or Timestamp',
  });
const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...described,
  ...output,
  Choices: z.array(z.strictObject({ Condition: expression, Next: stateName, ...output })).min(1),
  Default: stateName.optional(),
});
const task = z.strictObject({
  Type: z.literal('Task'),
  ...described,
  ...output,
  ...onward,
  ...troubled,
  Resource: z.string(),
  Arguments: template.optional(),
  TimeoutSeconds: z.union([whole, expression]).optional(),
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
  ...output,
  ...onward,
  ...troubled,
  Items: expression.optional(),
  ItemReader: itemReader.optional(),
  ItemSelector: template.optional(),
  MaxConcurrency: whole.optional(),
  ToleratedFailurePercentage: z.number().min(0).max(100).optional(),
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
  QueryLanguage: z.literal('JSONata').optional(),
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
