import { Argument, Command } from 'commander';
import * as z from 'zod';
import { redrivenQueues } from '../../contract/queues.ts';
import { estatePath, readEstateFile } from '../operator/estate-file.ts';
import { configOption, jsonOption, reasonOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { deployedWorkflows, until } from '../operator/workflows.ts';
import { answer, isDone } from './answer.ts';
import { messagesText } from './messages-text.ts';

/** `rotation messages`: looks at what could not be delivered in all tries, and puts it back. */
export const messagesCommand = (): Command =>
  new Command('messages')
    .description('messages that could not be delivered in all tries: what lies there, and back into the queue with it')
    .addCommand(command('list', 'shows what lies there: kind, cycle, tenant, age; never more of a message'))
    .addCommand(
      command('redrive', 'puts messages back into their queue; all of them, if none is named')
        .addArgument(new Argument('[ids...]', 'their ids, as `list` shows them'))
        .addOption(reasonOption('why, for the record; needed').makeOptionMandatory()),
    );

const command = (change: 'list' | 'redrive', description: string): Command =>
  new Command(change)
    .description(description)
    .option('--queue <name>', `which queue: ${redrivenQueues.join(', ')}`, 'messages')
    .addOption(jsonOption('what was found'))
    .addOption(configOption())
    .action((...args: readonly unknown[]) => {
      const [ids, options] = change === 'list' ? [[], args[0]] : [args[0], args[1]];
      return carryOut(change, z.array(z.string()).parse(ids), given.parse(options));
    });

const given = z.object({
  config: z.string().optional(),
  queue: z.enum(redrivenQueues, `--queue must be one of ${redrivenQueues.join(', ')}`),
  reason: z.string().optional(),
  json: z.boolean(),
});

/** Two runs, and the minute for which the first one holds what it has found. */
const WITHIN_SECONDS = 360;

async function carryOut(change: 'list' | 'redrive', ids: readonly string[], options: z.output<typeof given>) {
  const estate = readEstateFile(estatePath(options.config));
  const workflows = await deployedWorkflows(estate);
  const name = `${change}-${options.queue}-${new Date().toISOString().replace(/\D/g, '')}`;
  const { queue, reason = '' } = options;
  await workflows.start('Redriving', name, { change, queue, ids, reason, requestedBy: workflows.caller });
  const ended = await until(WITHIN_SECONDS, async () => {
    const execution = await workflows.describe('Redriving', name);
    return execution?.running === false ? execution : undefined;
  });
  if (ended?.output === undefined) {
    throw new Error(
      `execution ${name} of Redriving ${ended === undefined ? 'does not get on' : `ended as ${ended.status}`}: look at its history, and run the command again`,
    );
  }
  const found = answer.parse(JSON.parse(ended.output));
  printResult(options.json, found, messagesText(found, { queue, ids, estate, now: new Date() }));
  if (!isDone(found, ids)) process.exitCode = 1;
}
