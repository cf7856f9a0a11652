import type { AlarmState, Call, Fault, JsonObject } from '@m365-rotation/local-aws';
import type { AnyFunctionName } from '../contract/functions.ts';
import type { StackOutput } from '../contract/stack.ts';
import type { RunningProduct } from '../local/running-product.ts';

const operator = { kind: 'operator' } as const;

/** Decides which calls go wrong; asked for each call of the product. */
export type Trouble = (call: Call) => Fault | undefined;

/** The running product, as the game day handles it. */
export class Site {
  /** What goes wrong at present. */
  trouble: Trouble | undefined;

  constructor(readonly product: RunningProduct) {}

  call(service: string, action: string, input: JsonObject): Promise<JsonObject> {
    return this.product.cloud.dispatch({ service, action, input, principal: operator });
  }

  /** Alarms by the name that the table gives them. */
  states(at?: Date): ReadonlyMap<string, AlarmState['state']> {
    return new Map(
      this.product.cloud.alarmStates(at).map(({ alarm, state }) => [alarmName(alarm.logicalId), state] as const),
    );
  }

  /** Whether an alarm is raised, or was since the start: on a busy machine a scene may take longer than the period of its alarm. */
  wasRaised(name: string): boolean {
    const raised = this.product.cloud.raisedAlarms();
    return raised.some(({ logicalId }) => alarmName(logicalId) === name) || this.states().get(name) === 'ALARM';
  }

  /** What the template calls a function, such as `…FunctionsremindFunction…`. @throws for one that this estate does not have */
  functionNamed(name: AnyFunctionName) {
    const id = `Functions${name.replaceAll('-', '')}Function`;
    return found(
      this.product.cloud.declarations.functions.find(({ logicalId }) => logicalId.startsWith(id)),
      name,
    );
  }

  /** Runs a function with an event, and waits for its end. */
  invoke(name: AnyFunctionName, event: unknown = {}): Promise<JsonObject> {
    const Payload = Buffer.from(JSON.stringify(event)).toString('base64');
    return this.call('lambda', 'Invoke', { FunctionName: this.functionNamed(name).name, Payload });
  }

  /** What a stack tells of itself, by the name of its output. */
  output(name: StackOutput): string {
    const { stacks } = this.product.cloud.declarations;
    return found(
      stacks.map(({ outputs }) => outputs[name]).find((each) => each !== undefined),
      name,
    );
  }

  /** While the work lasts, calls go wrong as `trouble` says. */
  async during<T>(trouble: Trouble, work: () => Promise<T>): Promise<T> {
    this.trouble = trouble;
    try {
      return await work();
    } finally {
      this.trouble = undefined;
    }
  }

  /** Asks for a page. */
  visit(path: string): Promise<Response> {
    return fetch(`${this.product.cloud.addresses.portal}${path}`, { redirect: 'manual' });
  }
}

/** `AlarmsPagesUnavailable1A2B3C4D` → `PagesUnavailable`. */
const alarmName = (logicalId: string): string => /^Alarms(.+)[0-9A-F]{8}$/.exec(logicalId)?.[1] ?? logicalId;

export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the template has no ${what}`);
  return value;
}

/** Asks again and again, in real time, until something is so. @returns whether it became so within the time */
export async function becomes(isSo: () => boolean | Promise<boolean>, seconds = 60): Promise<boolean> {
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; ) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
