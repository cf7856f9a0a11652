import { Argument, Command, Option } from 'commander';
import * as z from 'zod';
import { redrivenQueues } from '../../contract/queues.ts';
import { estatePath, readEstateFile } from '../operator/estate-file.ts';
import { configOption, jsonOption, reasonOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { deployedWorkflows } from '../operator/workflows.ts';
import { isDone } from './answer.ts';
import { lookedThrough } from './looked-through.ts';
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
    .addOption(new Option('--queue <name>', 'which queue').choices(redrivenQueues).default('messages'))
    .addOption(jsonOption('what was found'))
    .addOption(configOption())
    .action((...args: readonly unknown[]) => {
      const [ids, options] = change === 'list' ? [[], args[0]] : [args[0], args[1]];
      return carryOut(change, z.array(z.string()).parse(ids), given.parse(options));
    });

const given = z.object({
  config: z.string().optional(),
  queue: z.enum(redrivenQueues),
  reason: z.string().optional(),
  json: z.boolean(),
});

async function carryOut(change: 'list' | 'redrive', ids: readonly string[], options: z.output<typeof given>) {
  const estate = readEstateFile(estatePath(options.config));
  const { queue, reason = '' } = options;
  const found = await lookedThrough(await deployedWorkflows(estate), { change, queue, ids, reason });
  printResult(options.json, found, messagesText(found, { queue, ids, estate, now: new Date() }));
  if (!isDone(found, ids)) process.exitCode = 1;
}
