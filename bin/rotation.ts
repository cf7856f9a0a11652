import { Command } from 'commander';
import { auditCommand } from './audit/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { planCommand } from './plan/command.ts';
import { resolveCommand } from './resolve/command.ts';
import { retryCommand } from './retry/command.ts';
import { startCommand } from './start/command.ts';
import { statusCommand } from './status/command.ts';

/** The operator's command line: `npm run rotation -- <command>`. */
const program = new Command('rotation')
  .description("Rotates the passwords of admin and service accounts across an MSP's Microsoft 365 tenants.")
  .addCommand(planCommand())
  .addCommand(doctorCommand())
  .addCommand(startCommand())
  .addCommand(statusCommand())
  .addCommand(retryCommand())
  .addCommand(resolveCommand())
  .addCommand(auditCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`rotation: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
