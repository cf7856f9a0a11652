import { Command } from 'commander';
import { askCommand } from './ask/command.ts';
import { extractCommand } from './extract/command.ts';
import { queryCommand } from './query/command.ts';
import { verifyCommand } from './verify/command.ts';

/** `rotation audit …`: what auditors need, without access to the product. */
export const auditCommand = (): Command =>
  new Command('audit')
    .description('checks and reads the audit records from files alone')
    .addCommand(verifyCommand())
    .addCommand(extractCommand())
    .addCommand(askCommand())
    .addCommand(queryCommand());
