import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** The errors that AWS's service models know, by operation, as the installed packages of the SDK tell them. */

/** Service as IAM names it → its client. Lambda's is not installed: nothing of ours calls Lambda through an SDK. */
const clients = {
  cloudformation: 'client-cloudformation',
  dynamodb: 'client-dynamodb',
  events: 'client-eventbridge',
  kms: 'client-kms',
  s3: 'client-s3',
  secretsmanager: 'client-secrets-manager',
  ses: 'client-ses',
  sesv2: 'client-sesv2',
  sqs: 'client-sqs',
  states: 'client-sfn',
  sts: 'client-sts',
} as const;
export type ModelledService = keyof typeof clients;

export interface ModelledError {
  readonly name: string;
  /** Whose fault it is, as the model says. */
  readonly fault: 'client' | 'server';
}

const isModelled = (service: string): service is ModelledService => Object.hasOwn(clients, service);

const commandsOf = (service: ModelledService) =>
  join(dirname(require.resolve(`@aws-sdk/${clients[service]}/package.json`)), 'dist-types', 'commands');

/** Not in the models: the SDK adds it for the discovery of endpoints. */
const OF_THE_SDK = 'InvalidEndpointException';

/** @returns what the operation's model knows; `undefined`: no installed package has it */
export function errorsOf(operation: string): readonly ModelledError[] | undefined {
  const [service = '', action = ''] = operation.split(':');
  if (!isModelled(service)) return undefined;
  const file = join(commandsOf(service), `${action}Command.d.ts`);
  if (!existsSync(file)) return undefined;
  const told = readFileSync(file, 'utf8').matchAll(/@throws \{@link (\w+)\} \((client|server) fault\)/g);
  return [...told]
    .map(([, name = '', fault]) => ({ name, fault: fault === 'server' ? 'server' : 'client' }) as const)
    .filter(({ name }) => name !== OF_THE_SDK);
}

/** Every error of every operation of a service. */
export function errorsOfService(service: ModelledService): ReadonlySet<string> {
  const operations = readdirSync(commandsOf(service)).flatMap((file) => /^(\w+)Command\.d\.ts$/.exec(file)?.[1] ?? []);
  return new Set(operations.flatMap((each) => errorsOf(`${service}:${each}`) ?? []).map(({ name }) => name));
}

/** Codes by which the SDK itself knows throttling, and what passes. */
export function sdkCodes(): { readonly throttling: readonly string[]; readonly transient: readonly string[] } {
  const text = readFileSync(
    'node_modules/@smithy/core/dist-es/submodules/retry/service-error-classification/constants.js',
    'utf8',
  );
  const listed = (name: string) => {
    const [, list = ''] = new RegExp(`${name} = \\[([^\\]]*)\\]`).exec(text) ?? [];
    return [...list.matchAll(/"(\w+)"/g)].map(([, code = '']) => code);
  };
  return { throttling: listed('THROTTLING_ERROR_CODES'), transient: listed('TRANSIENT_ERROR_CODES') };
}

const CONTRACT = join(__dirname, '../../../../shared/contracts/aws-errors.json');

const contractSchema = z.looseObject({
  services: z.record(z.string(), z.looseObject({ operations: z.record(z.string(), z.array(z.string())) })),
});

/** botocore's models, Lambda's among them, where they lie beside the repository. */
export const botocore = existsSync(CONTRACT)
  ? contractSchema.parse(JSON.parse(readFileSync(CONTRACT, 'utf8'))).services
  : undefined;
