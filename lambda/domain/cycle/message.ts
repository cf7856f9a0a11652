import type { Totals } from './cycle.ts';

/** What goes over the message queue. No message holds a password; links are inert until their recipient signs in. */
export type Message =
  | {
      readonly kind: 'approval-request';
      readonly cycleId: string;
      readonly tenantId: string;
      readonly tenantDisplayName: string;
      readonly technicianObjectId: string;
      readonly accounts: number;
      readonly decideBefore: string;
      readonly url: string;
      /** Whether this repeats an earlier request. */
      readonly reminder: boolean;
    }
  | {
      readonly kind: 'credential-ready';
      readonly cycleId: string;
      readonly tenantId: string;
      readonly tenantDisplayName: string;
      readonly userPrincipalName: string;
      readonly technicianObjectId: string;
      readonly expiresAt: string;
      readonly url: string;
    }
  | { readonly kind: 'tenant-closed'; readonly cycleId: string; readonly tenantId: string }
  | { readonly kind: 'cycle-closed'; readonly cycleId: string; readonly totals: Totals; readonly sealHash: string }
  | {
      /** Something that a person must look at now. */
      readonly kind: 'alert';
      readonly cycleId: string;
      readonly tenantId: string;
      readonly subject:
        | 'uncertain-rotation'
        | 'rotation-settled'
        | 'retry-failed'
        | 'link-reported'
        | 'undelivered-password';
      readonly userPrincipalName: string;
      readonly detail: string;
      /** Which rotation, where the alert is about one. */
      readonly rotation?: {
        readonly accountId: string;
        readonly rotationId: string;
        /** How often it was reopened before. */
        readonly reopened: number;
        /** The version that holds the new password. */
        readonly versionId?: string;
      };
    };
