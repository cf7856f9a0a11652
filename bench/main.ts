import { Command } from 'commander';
import { discoveryCommand } from './discovery.ts';

/** `npm run bench -- <what>`. */
const program = new Command('bench')
  .description('measures what the product promises, beside a plain way to do the same')
  .addCommand(discoveryCommand());

await program.parseAsync();
