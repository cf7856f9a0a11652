import { Logger } from '@aws-lambda-powertools/logger';
import { SFNClient } from '@aws-sdk/client-sfn';
import { variable } from '../../contract/variables.ts';
import { exposureStore } from '../adapters/aws/dynamodb/credential/exposure-store.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { cycleStarts } from '../adapters/aws/starts.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { proposeRotations } from '../usecases/credential/propose-rotations.ts';

const state = tables();
const logger = new Logger({ serviceName: 'propose-rotations' });
const unchanging = {
  exposures: exposureStore(state),
  cycles: cycleStore(state),
  rotations: rotationStore(state),
  cycleStarts: cycleStarts(new SFNClient(), read(variable.rotationCycleArn)),
  now,
};

export const handler = withEstate((estate) => async () => {
  const proposed = await proposeRotations({ ...unchanging, estate });
  logger.info('rotations proposed', { proposed });
  return proposed;
});
