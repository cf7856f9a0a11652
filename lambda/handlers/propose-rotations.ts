import { Logger } from '@aws-lambda-powertools/logger';
import { SFNClient } from '@aws-sdk/client-sfn';
import { variable } from '../../contract/variables.ts';
import { exposureStore } from '../adapters/aws/dynamodb/credential/exposure-store.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { cycleStarts } from '../adapters/aws/starts.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { proposeRotations } from '../usecases/credential/propose-rotations.ts';

const state = tables();
const logger = new Logger({ serviceName: 'propose-rotations' });
const ports = {
  exposures: exposureStore(state),
  cycles: cycleStore(state),
  rotations: rotationStore(state),
  cycleStarts: cycleStarts(new SFNClient(), read(variable.rotationCycleArn)),
  estate: readEstate(),
  now,
};

export const handler = async () => {
  const proposed = await proposeRotations(ports);
  logger.info('rotations proposed', { proposed });
  return proposed;
};
