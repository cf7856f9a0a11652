import * as z from 'zod';
import type { RunningProduct } from '../../local/running-product.ts';

const answered = z.object({ FunctionError: z.string().optional(), Payload: z.string() });

/**
 * Runs a function as an engineer does, and waits until it has ended.
 *
 * @param name  as the table of functions has it
 * @returns what it answered
 */
export async function runByHand({ cloud }: RunningProduct, name: string, event: object): Promise<unknown> {
  const part = name.replaceAll('-', '');
  const FunctionName = cloud.declarations.functions.find((each) => each.name.includes(part))?.name;
  const answer = await cloud.dispatch({
    service: 'lambda',
    action: 'Invoke',
    input: { FunctionName, Payload: Buffer.from(JSON.stringify(event)).toString('base64') },
    principal: { kind: 'operator' },
  });
  const { FunctionError, Payload } = answered.parse(answer);
  if (FunctionError !== undefined) throw new Error(`${name} ended with an error: ${FunctionError}`);
  return JSON.parse(Buffer.from(Payload, 'base64').toString());
}
