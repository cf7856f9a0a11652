/**
 * Queues whose dead letters a person may look at and put back, by the names of the command line. `vault` is there only where the estate has
 * a vault.
 */
export const redrivenQueues = ['messages', 'mail-events', 'trail-events', 'tickets', 'vault'] as const;
export type RedrivenQueue = (typeof redrivenQueues)[number];
