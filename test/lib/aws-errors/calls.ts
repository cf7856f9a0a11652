import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The operations of AWS that functions call, by what they import. */

const clients: Readonly<Record<string, string>> = {
  'client-dynamodb': 'dynamodb',
  'client-eventbridge': 'events',
  'client-kms': 'kms',
  'client-s3': 's3',
  'client-secrets-manager': 'secretsmanager',
  'client-ses': 'ses',
  'client-sfn': 'states',
  'client-sqs': 'sqs',
  'client-sts': 'sts',
  'lib-dynamodb': 'dynamodb',
};
/** The document client's names of operations. */
const ofDocuments: Readonly<Record<string, string>> = {
  BatchGet: 'BatchGetItem',
  BatchWrite: 'BatchWriteItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  TransactGet: 'TransactGetItems',
  TransactWrite: 'TransactWriteItems',
  Update: 'UpdateItem',
};

const sources = readdirSync('lambda', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join('lambda', name), 'utf8'));

export const callsOfFunctions: readonly string[] = [
  ...new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/import (?:type )?\{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g)].flatMap(
        ([, names = '', client = '']) =>
          [...names.matchAll(/\b(\w+)Command\b/g)].map(
            ([, name = '']) =>
              `${clients[client] ?? client}:${client === 'lib-dynamodb' ? (ofDocuments[name] ?? name) : name}`,
          ),
      ),
    ),
  ),
].sort();
