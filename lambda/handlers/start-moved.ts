import { Logger } from '@aws-lambda-powertools/logger';
import { SFNClient } from '@aws-sdk/client-sfn';
import { variable } from '../../contract/variables.ts';
import { cycleStarts } from '../adapters/aws/starts.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { startMoved } from '../usecases/cycle/start-moved.ts';

const logger = new Logger({ serviceName: 'start-moved' });
const unchanging = { cycleStarts: cycleStarts(new SFNClient(), read(variable.rotationCycleArn)), now };

export const handler = withEstate((estate) => async () => {
  const started = await startMoved({ ...unchanging, estate });
  logger.info('moved starts', { started });
  return started;
});
