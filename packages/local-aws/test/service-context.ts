import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import type { Call, Dispatch, JsonObject, Principal, Service, ServiceContext } from '../service.ts';

export const role: Principal = {
  kind: 'role',
  roleArn: 'arn:aws:iam::111122223333:role/stage',
  name: 'stage',
  session: 'stage@1',
};

/** A context with a folder of its own. `remove` takes the folder away. */
export function contextFor(
  given: Partial<ServiceContext> & { readonly clock?: VirtualClock } = {},
): ServiceContext & { readonly clock: VirtualClock; remove(): void } {
  const folder = given.folder ?? mkdtempSync(join(tmpdir(), 'service-'));
  return {
    clock: given.clock ?? virtualClock(),
    accountId: '111122223333',
    region: 'eu-central-1',
    folder,
    call: given.call ?? (() => Promise.reject(new Error('no other service is there'))),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Calls a service as a role does, without a look at permissions. */
export const callerOf =
  (service: Service, principal: Principal = role) =>
  (action: string, input: JsonObject): Promise<JsonObject> => {
    const carryOut = service.actions[action];
    if (carryOut === undefined) throw new Error(`${service.name} has no ${action}`);
    return carryOut(input, callOf(service, action, input, principal));
  };

export const callOf = (service: Service, action: string, input: JsonObject, principal: Principal = role): Call => ({
  service: service.name,
  action,
  input,
  principal,
});

/** What a call needs, as `action resource`. */
export const needsOf = (service: Service, action: string, input: JsonObject): string[] =>
  service.requirementsOf(callOf(service, action, input)).map((each) => `${each.action} ${each.resource}`);

/** Hands calls to services by name, without a look at permissions. */
export const dispatchTo =
  (...services: readonly Service[]): Dispatch =>
  async (call) => {
    const service = services.find((each) => each.name === call.service);
    if (service === undefined) throw new Error(`no ${call.service}`);
    return callerOf(service, call.principal)(call.action, call.input);
  };
