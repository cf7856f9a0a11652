import { Logger } from '@aws-lambda-powertools/logger';
import { SFNClient } from '@aws-sdk/client-sfn';
import { variable } from '../../contract/variables.ts';
import { cycleStarts } from '../adapters/aws/starts.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { startMoved } from '../usecases/cycle/start-moved.ts';

const logger = new Logger({ serviceName: 'start-moved' });
const ports = {
  cycleStarts: cycleStarts(new SFNClient(), read(variable.rotationCycleArn)),
  estate: readEstate(),
  now,
};

export const handler = async () => {
  const started = await startMoved(ports);
  logger.info('moved starts', { started });
  return started;
};
