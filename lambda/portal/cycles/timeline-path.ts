import type { RotationKey } from '../../domain/identifiers.ts';

/** Where an account's timeline in a cycle is. */
export const timelinePath = ({ cycleId, tenantId, accountId }: RotationKey): string =>
  `/cycles/${cycleId}/accounts/${tenantId}/${accountId}`;
