import { variable } from '../../contract/variables.ts';
import { publishedEstates } from '../adapters/aws/dynamodb/estate/published-estates.ts';
import type { PublishedEstates } from '../ports/estates.ts';
import { nameInForce } from '../usecases/estate/name-in-force.ts';
import { dynamoDb } from './dynamodb.ts';
import { read } from './variables.ts';
import { now } from './wiring.ts';

export interface EstateSource {
  readonly published: PublishedEstates;
  /** Hash of the estate in force, up to a minute old. */
  readonly name: () => Promise<string>;
}
let source: EstateSource | undefined;

/** Where this environment finds estates: asked once for all that it does. */
export function estateSource(): EstateSource {
  if (source === undefined) {
    const published = publishedEstates(dynamoDb(), read(variable.estateTable));
    source = { published, name: nameInForce({ published, now }) };
  }
  return source;
}

/** An environment has one invocation at a time. */
let worksWith: string | undefined;

/** Notes which estate this invocation works with, until its end: another may come into force meanwhile. */
export function workWith(hash: string): void {
  worksWith = hash;
}

/** Hash of the estate that this invocation works with: its records name it. Where it works with none, of the one in force. */
export const estateOfInvocation = async (): Promise<string> => worksWith ?? estateSource().name();
