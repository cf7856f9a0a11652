/** Every state machine, and what a failed execution of it leaves behind: the text of its alarm. */
export const failureLeaves = {
  RotationCycle:
    'Its cycle was closed as failed, with the reason, or has no export; after an error that no state can catch it may be left open.',
  TenantRotation: 'Its tenant does not count as done, and the cycle waits for it until the cycle’s timeout.',
  AccountRotation:
    'The outcome of its rotation is not recorded, and the tenant waits for it until the tenant’s timeout.',
  SettleUncertain: 'Nobody polls the directory for its uncertain rotation any more: a person must settle it.',
  AuditExport:
    'Audit records are not exported since the last time. The archive has them all, and the run of the next day takes what is missing.',
  Inspecting: 'Tenants that a person wanted to be looked at now may not be. Run the command again.',
  Pausing: 'A pause that a person asked for may not be set, or not be ended. Run the command again.',
  Proving: 'The trial of a reset that a person asked for has no answer. Run the command again.',
  Redriving: 'Messages that could not be delivered may still lie where they lay. Run the command again.',
  Reopening: 'The rotation that a person reopened may stand still. Run the command again.',
} as const;

export type MachineName = keyof typeof failureLeaves;

/** The machines that functions start: the others are started by machines alone. */
export type StartedMachine = 'SettleUncertain' | 'RotationCycle' | 'Reopening';

const isMachineName = (name: string): name is MachineName => Object.hasOwn(failureLeaves, name);
export const machineNames: readonly MachineName[] = Object.keys(failureLeaves).filter(isMachineName);

/** The alias of each machine that points at its newest version. Whoever starts a machine starts this. */
export const LIVE = 'live';

/** The name that a machine is deployed with: given, not generated, so that its ARN is known before it exists. */
export const deployedMachineName = (stackName: string, machine: MachineName): string => `${stackName}-${machine}`;
