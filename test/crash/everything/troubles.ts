import type { Faults } from '@m365-rotation/local-aws';
import type { Faults as GraphFaults } from '@m365-rotation/local-microsoft';

export interface Troubles {
  readonly aws: Faults;
  readonly graph: GraphFaults;
  /** Whether schedules can start nothing now. */
  schedulesFail: boolean;
}

/** What goes wrong, so that what is there for such cases is needed, and says something. */
export function troubles(): Troubles {
  let token: unknown;
  let notStarted: unknown;
  const resets = ['hidden', 'refused', 'lost'];
  const all: Troubles = {
    schedulesFail: false,
    aws: {
      faultFor({ service, action, input, principal }) {
        const caller = principal.kind === 'role' ? principal.name : '';
        const call = `${service}:${action}`;
        // A schedule whose target takes nothing leaves its event in a queue.
        if (/Scheduler/.test(caller) && /^(states:StartExecution|lambda:Invoke)$/.test(call)) {
          return all.schedulesFail ? 'throttle' : undefined;
        }
        // A workflow that the portal cannot tell of its approval: `remind` tells it.
        if (/Functionsapprovals/i.test(caller) && call === 'states:SendTaskSuccess') {
          token ??= input.taskToken;
          return input.taskToken === token ? 'throttle' : undefined;
        }
        // An account whose workflow cannot be started: its tenant's workflow records that.
        if (/TenantRotation/.test(caller) && call === 'states:StartExecution') {
          notStarted ??= input.name;
          return input.name === notStarted ? 'throttle' : undefined;
        }
        return undefined;
      },
    },
    graph: {
      next({ method }) {
        switch (method === 'PATCH' ? resets.shift() : undefined) {
          // Confirmed, and not shown for long: uncertain, and a person is called.
          case 'hidden':
            return { kind: 'hide-change' };
          case 'refused':
            return { kind: 'error', status: 400 };
          case 'lost':
            return { kind: 'lose-answer' };
          default:
            return undefined;
        }
      },
    },
  };
  return all;
}
