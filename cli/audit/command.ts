import { Command } from 'commander';
import { exportCommand } from './export/command.ts';
import { queryCommand } from './query/command.ts';
import { verifyCommand } from './verify/command.ts';

/** `rotation audit …`: what auditors need: all but `export` work on files alone. */
export const auditCommand = (): Command =>
  new Command('audit')
    .description('checks, reads and exports the audit records')
    .addCommand(verifyCommand())
    .addCommand(queryCommand())
    .addCommand(exportCommand());
