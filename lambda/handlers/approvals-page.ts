import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { handle } from 'hono/aws-lambda';
import { variable } from '../../config/environment.ts';
import { auditReader } from '../adapters/aws/audit-reader.ts';
import { bell } from '../adapters/aws/bell.ts';
import { cycleStore } from '../adapters/aws/cycle-store.ts';
import { linkVerifier } from '../adapters/aws/link-mac.ts';
import { linkStore } from '../adapters/aws/link-store.ts';
import { retirementStore } from '../adapters/aws/retirement-store.ts';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { sessionStore } from '../adapters/aws/session-store.ts';
import { tenantStore } from '../adapters/aws/tenant-store.ts';
import { approvalsApp } from '../portal/approvals/app.ts';
import { read } from './environment.ts';
import { portalSettings } from './portal-settings.ts';
import { tables } from './tables.ts';

const state = tables();

export const handler = handle(
  approvalsApp(portalSettings(), {
    sessions: sessionStore(state),
    cycles: cycleStore(state),
    tenants: tenantStore(state),
    rotations: rotationStore(state),
    links: linkStore(state),
    audit: auditReader(state),
    retirements: retirementStore(state),
    verifier: linkVerifier(new KMSClient(), read(variable.linkKeyId)),
    bell: bell(new SFNClient()),
  }),
);
