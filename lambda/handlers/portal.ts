import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { variable } from '../../contract/variables.ts';
import { checkpointStore } from '../adapters/aws/checkpoint-store.ts';
import { accessReader } from '../adapters/aws/dynamodb/audit/access-log.ts';
import { auditReader } from '../adapters/aws/dynamodb/audit/audit-reader.ts';
import { exposureStore } from '../adapters/aws/dynamodb/credential/exposure-store.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { changedPasswords } from '../adapters/aws/dynamodb/credential/password-watch.ts';
import { retirementStore } from '../adapters/aws/dynamodb/credential/retirement-store.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { holdStore } from '../adapters/aws/dynamodb/cycle/hold-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { inspectionResults } from '../adapters/aws/dynamodb/inspection/inspection-store.ts';
import { mailTroubleReader } from '../adapters/aws/dynamodb/messages/mail-trouble-store.ts';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { sessionStore } from '../adapters/aws/dynamodb/sessions/session-store.ts';
import { newestCheckpoint } from '../adapters/aws/newest-checkpoint.ts';
import { cycleStarts, reopeningStarts } from '../adapters/aws/starts.ts';
import { cyclesApp } from '../portal/cycles/app.ts';
import { eventHandler } from '../portal/event-handler.ts';
import { portalSettings } from '../runtime/portal-settings.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { withEstate } from '../runtime/with-estate.ts';

const state = tables();
const sfn = new SFNClient();
const auditBucket = read(variable.auditBucket);

export const handler = withEstate((estate) => {
  const settings = portalSettings('portal', state, estate);
  return eventHandler(
    cyclesApp(settings, {
      sessions: sessionStore(state),
      cycles: cycleStore(state),
      tenants: tenantStore(state),
      rotations: rotationStore(state),
      links: linkStore(state),
      audit: auditReader(state),
      accessReader: accessReader(state),
      retirements: retirementStore(state),
      exposures: exposureStore(state),
      changed: changedPasswords(state),
      evidence: { ...newestCheckpoint(checkpointStore(new S3Client(), auditBucket)), bucket: auditBucket },
      inspections: inspectionResults(state),
      holds: holdStore(state),
      pauses: pauseStore(state),
      mailTroubles: mailTroubleReader(state),
      cycleStarts: cycleStarts(sfn, read(variable.rotationCycleArn)),
      reopeningStarts: reopeningStarts(sfn, read(variable.reopeningArn)),
    }),
    settings,
  );
});
