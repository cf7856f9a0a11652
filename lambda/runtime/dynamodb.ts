import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

let client: DynamoDBClient | undefined;

/** The one client of all tables: a second one would connect, and sign in, once more. */
export function dynamoDb(): DynamoDBClient {
  client ??= new DynamoDBClient();
  return client;
}
