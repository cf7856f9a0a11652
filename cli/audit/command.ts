import { Command } from 'commander';
import { askCommand } from './ask/command.ts';
import { exportCommand } from './export/command.ts';
import { extractCommand } from './extract/command.ts';
import { queryCommand } from './query/command.ts';
import { reconcileCommand } from './reconcile/command.ts';
import { reportCommand } from './report/command.ts';
import { verifyCommand } from './verify/command.ts';

/** `rotation audit …`: what auditors need: all but `export` work on files alone. */
export const auditCommand = (): Command =>
  new Command('audit')
    .description('checks, reads and exports the audit records')
    .addCommand(verifyCommand())
    .addCommand(extractCommand())
    .addCommand(askCommand())
    .addCommand(reportCommand())
    .addCommand(queryCommand())
    .addCommand(reconcileCommand())
    .addCommand(exportCommand());
