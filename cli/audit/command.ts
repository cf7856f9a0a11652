import { Command } from 'commander';
import { askCommand } from './ask/command.ts';
import { extractCommand } from './extract/command.ts';
import { queryCommand } from './query/command.ts';
import { reconcileCommand } from './reconcile/command.ts';
import { reportCommand } from './report/command.ts';
import { verifyCommand } from './verify/command.ts';

/** `rotation audit …`: what auditors need, without access to the product. */
export const auditCommand = (): Command =>
  new Command('audit')
    .description('checks and reads the audit records from files alone')
    .addCommand(verifyCommand())
    .addCommand(extractCommand())
    .addCommand(askCommand())
    .addCommand(reportCommand())
    .addCommand(queryCommand())
    .addCommand(reconcileCommand());
