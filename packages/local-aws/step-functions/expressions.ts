import jsonata, { type Expression } from 'jsonata';
import { StateFailure } from './failure.ts';

/** What the expressions of one state see, and where that state stands. */
export interface Sight {
  readonly state: string;
  /** Number of the history event with which the state was entered. */
  readonly enteredId: number;
  /** `$states`: input, context and, where they exist, result and errorOutput. */
  readonly states: Readonly<Record<string, unknown>>;
  /** The time of day, milliseconds since 1970: what `$millis` gives. */
  readonly millis: number;
}

const isExpression = (text: string) => text.startsWith('{%') && text.endsWith('%}');

/** The expressions of one machine: each is compiled once, when the machine is declared. */
export class Expressions {
  readonly #compiled = new Map<string, Expression>();

  /**
   * Compiles every expression in a field.
   *
   * @param field  such as `Arguments/TableName`
   * @throws {Error} with the field, when an expression isn't JSONata as Step Functions speaks it
   */
  check(template: unknown, field: string): void {
    if (typeof template === 'string') {
      if (isExpression(template)) this.#compile(template, field);
      else if (/^\s*\{%|%\}\s*$/.test(template)) throw new Error(`${field}: an expression is a whole string '{% … %}'`);
    } else if (typeof template === 'object' && template !== null) {
      for (const [key, value] of Object.entries(template)) this.check(value, `${field}/${key}`);
    }
  }

  /**
   * The field's value, with every expression in it carried out.
   *
   * @throws {StateFailure} `States.QueryEvaluationError`, also where an expression gives nothing
   */
  async evaluate(template: unknown, field: string, sight: Sight): Promise<unknown> {
    if (typeof template === 'string') {
      return isExpression(template) ? this.#run(template, field, sight) : template;
    }
    if (Array.isArray(template)) {
      const list: unknown[] = [];
      for (const [i, value] of template.entries()) list.push(await this.evaluate(value, `${field}[${i}]`, sight));
      return list;
    }
    if (typeof template !== 'object' || template === null) return template;
    const members: [string, unknown][] = [];
    for (const [key, value] of Object.entries(template)) {
      members.push([key, await this.evaluate(value, `${field}/${key}`, sight)]);
    }
    return Object.fromEntries(members);
  }

  #compile(text: string, field: string): Expression {
    const known = this.#compiled.get(text);
    if (known !== undefined) return known;
    let expression: Expression;
    try {
      expression = jsonata(text.slice(2, -2));
    } catch (error) {
      throw new Error(`${field}: ${messageOf(error)}`);
    }
    const refusal = refusalIn(expression.ast());
    if (refusal !== undefined) throw new Error(`${field}: ${refusal}`);
    expression.registerFunction('random', () => Math.random(), '<:n>');
    this.#compiled.set(text, expression);
    return expression;
  }

  async #run(text: string, field: string, sight: Sight): Promise<unknown> {
    const failed = (ending: string) =>
      new StateFailure(
        'States.QueryEvaluationError',
        `An error occurred while executing the state '${sight.state}' (entered at the event id #${sight.enteredId}). ` +
          `The JSONata expression '${text.slice(2, -2).trim()}' specified for the field '${field}' ${ending}`,
        { state: sight.state, location: field },
      );
    let result: unknown;
    try {
      result = await this.#compile(text, field).evaluate(undefined, {
        states: sight.states,
        millis: () => sight.millis,
      });
    } catch (error) {
      throw failed(`threw an error during evaluation. ${messageOf(error)}`);
    }
    // JSONata's lists carry members of their own, and its functions are objects: only plain JSON goes on.
    const plain = isFunction(result) ? undefined : JSON.stringify(result);
    if (plain === undefined) throw failed('returned nothing (undefined).');
    return JSON.parse(plain);
  }
}

function isFunction(value: unknown): boolean {
  return (
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value))
  );
}

/** What Step Functions doesn't have of JSONata. */
const WITHOUT: ReadonlyMap<string, string> = new Map([
  ['$', '$$'],
  ['eval', '$eval'],
]);
/** Functions of Step Functions that no machine here calls. `$random` takes no seed; `$millis` tells the time of day. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['now', 'hash', 'parse', 'partition', 'range', 'uuid']);

/** Why an expression is refused, by the names anywhere in its syntax tree; `undefined`: it isn't. */
function refusalIn(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  if ('type' in node && 'value' in node && node.type === 'variable' && typeof node.value === 'string') {
    const without = WITHOUT.get(node.value);
    if (without !== undefined) return `${without} can't be used in Step Functions`;
    if (UNSUPPORTED.has(node.value)) return `$${node.value} is not supported by the local Step Functions`;
  }
  for (const child of Object.values(node)) {
    const found = refusalIn(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** JSONata's errors are plain objects with a code. */
function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  return 'code' in error ? `${error.code}: ${error.message}` : String(error.message);
}
