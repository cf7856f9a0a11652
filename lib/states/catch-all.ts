import { type CatchProps, Errors, type IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { jsonata } from './jsonata.ts';

/** A task or a map. */
interface Catching {
  addCatch(handler: IChainable, props?: CatchProps): unknown;
}

/** A result, an input or an output larger than 256 KiB. `States.ALL` leaves it alone. */
const DATA_LIMIT = 'States.DataLimitExceeded';

/**
 * Catches what no catch before it is for, whatever its name. Nothing catches `States.Runtime`, an expression or a path that a
 * definition has wrong: the execution fails then, and its alarm tells.
 *
 * @param output  JSONata for what the handler gets
 */
export function catchAll<S extends Catching>(state: S, handler: IChainable, output: string): S {
  for (const error of [DATA_LIMIT, Errors.ALL]) {
    state.addCatch(handler, { errors: [error], outputs: jsonata(output) });
  }
  return state;
}
