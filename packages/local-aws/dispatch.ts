import type { Clock } from '@m365-rotation/loopback';
import { ZodError } from 'zod';
import { type Fault, type Faults, ResponseLost } from './faults.ts';
import type { Iam } from './iam.ts';
import type { QuotaGate } from './quotas.ts';
import { AwsError, type Call, type Dispatch, type JsonObject, type Principal, type Service } from './service.ts';
import { throttledBy } from './throttling.ts';

export interface DispatchSetting {
  readonly iam: Iam;
  readonly faults: Faults;
  /** Told of every call that was carried out, also where its answer is lost then. */
  readonly onAnswer?: (call: Call, answer: JsonObject) => void;
  /** None are enforced if left out. */
  readonly quotas?: QuotaGate;
  /** Told of work that a virtual clock cannot see. */
  readonly clock?: Pick<Clock, 'during'>;
  /** Stops the thread that a call came from. Does nothing for callers that are no functions. */
  stopCaller(principal: Principal): Promise<void>;
}

/** Services whose answers may wait for the clock. What the others do takes no time of it. */
const waiting: ReadonlySet<string> = new Set(['lambda', 'sqs', 'states']);

/** How often each caller has made each call: name of the role (`operator`, `apigateway.amazonaws.com`, …) → call → number. */
export type CallsByCaller = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The one way in which services are called, by whomever. */
export class Dispatcher {
  private readonly services = new Map<string, Service>();
  private readonly counts = new Map<string, Map<string, number>>();

  constructor(private readonly setting: DispatchSetting) {}

  add(service: Service): void {
    this.services.set(service.name, service);
  }

  /** Checks the caller's permissions and the account's quotas, counts the call, lets it go wrong if it should, and carries it out. */
  readonly dispatch: Dispatch = async (call) => {
    const service = this.services.get(call.service);
    const action = service?.actions[call.action];
    if (service === undefined || action === undefined) throw unsupported(call, service !== undefined);
    this.setting.iam.check(
      call,
      understood(() => service.requirementsOf(call)),
    );
    this.count(call);
    const tooFast = this.setting.quotas?.refusalOf(call);
    if (tooFast !== undefined) throw tooFast;
    const carryOut = async () => {
      const answering = action(call.input, call);
      const { clock } = this.setting;
      const answer = await (clock === undefined || waiting.has(call.service) ? answering : clock.during(answering));
      this.setting.onAnswer?.(call, answer);
      return answer;
    };
    const fault = call.principal.kind === 'operator' ? undefined : this.setting.faults.faultFor(call);
    return fault === undefined ? carryOut() : this.goWrong(fault, call, carryOut);
  };

  /** `service:Action` → how often anybody but the operator called it. */
  calls(): Readonly<Record<string, number>> {
    const sums = new Map<string, number>();
    for (const [caller, counts] of this.counts) {
      if (caller === 'operator') continue;
      for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
    }
    return sorted(sums);
  }

  callsByCaller(): CallsByCaller {
    return sorted(new Map([...this.counts].map(([caller, counts]) => [caller, sorted(counts)] as const)));
  }

  private count({ service, action, principal }: Call): void {
    const caller = principal.kind === 'operator' ? 'operator' : principal.name;
    const counts = this.counts.get(caller) ?? new Map<string, number>();
    this.counts.set(caller, counts);
    const name = `${service}:${action}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  private async goWrong(fault: Fault, call: Call, carryOut: () => Promise<JsonObject>): Promise<JsonObject> {
    const lost = () => new ResponseLost(`the answer to ${call.service}:${call.action} was lost on purpose`);
    switch (fault) {
      case 'throttle':
        throw throttledBy(call.service);
      case 'stop-before':
        await this.setting.stopCaller(call.principal);
        throw lost();
      case 'stop-after':
        // A call that is refused ends too; its caller doesn't live to see it.
        await carryOut().catch(() => undefined);
        await this.setting.stopCaller(call.principal);
        throw lost();
      case 'lose-response':
        await carryOut();
        throw lost();
      case 'twice':
        await carryOut();
        return carryOut();
    }
  }
}

/** Input that doesn't even tell what it is about is the caller's mistake. */
function understood<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ZodError) throw new AwsError('ValidationException', error.message);
    throw error;
  }
}

function unsupported({ service, action }: Call, known: boolean): AwsError {
  const what = known ? `${service}:${action}` : `the service '${service}'`;
  return new AwsError('UnknownOperationException', `The local cloud doesn't support ${what}.`, 400);
}

const sorted = <T>(map: ReadonlyMap<string, T>): Record<string, T> =>
  Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
