import type { Exposure, Seer } from '../domain/credential/exposure.ts';

/** Who has seen which password. Claiming a view writes it (`LinkStore.claim`), in the transaction of the claim; nothing removes it. */
export interface ExposureReader {
  /** Everybody who has ever seen a password, by name. Also who left the estate. */
  seers(): Promise<readonly Seer[]>;
  /** The passwords that this person has seen and that may still work, by tenant and account. */
  ofTechnician(technicianObjectId: string): Promise<readonly Exposure[]>;
}
