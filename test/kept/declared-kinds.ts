import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jest } from '@jest/globals';
import type * as z from 'zod';
import type { Attributes, RowKind, RowKindProps } from '../../lambda/adapters/aws/dynamodb/row-kind.ts';

/** A kind of row, as the product declares it. */
export interface DeclaredKind {
  readonly name: string;
  readonly schema: z.ZodType<Attributes>;
  readonly kind: RowKind<Attributes>;
}

const MODULE = '../../lambda/adapters/aws/dynamodb/row-kind.ts';

/** Every kind of row that anything in the product declares, exported or not: each call of `rowKind` is listened to. */
export function declaredKinds(): readonly DeclaredKind[] {
  const declared = new Map<string, DeclaredKind>();
  jest.doMock(MODULE, () => {
    const actual = jest.requireActual<typeof import('../../lambda/adapters/aws/dynamodb/row-kind.ts')>(MODULE);
    return {
      ...actual,
      rowKind: (props: RowKindProps<z.ZodType<Attributes>>) => {
        if (declared.has(props.name)) throw new Error(`two kinds of row have the name '${props.name}'`);
        const kind = actual.rowKind(props);
        declared.set(props.name, { name: props.name, schema: props.value, kind });
        return kind;
      },
    };
  });
  for (const file of sources().filter((each) => readFileSync(each, 'utf8').includes('rowKind('))) {
    jest.requireActual<unknown>(resolve(file));
  }
  jest.dontMock(MODULE);
  return [...declared.values()];
}

const sources = (): readonly string[] =>
  readdirSync('lambda', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('row-kind.ts'))
    .map((name) => join('lambda', name));
