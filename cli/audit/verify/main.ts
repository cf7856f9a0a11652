import { Command } from 'commander';
import { printFailure } from '../../operator/output.ts';
import { verifyCommand } from './command.ts';

/** `rotation audit verify` and nothing else: `bin/rotation.mjs` makes one script of it. */
new Command('rotation').addCommand(new Command('audit').addCommand(verifyCommand())).parseAsync().catch(printFailure);
