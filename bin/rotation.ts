import { Command } from 'commander';
import { auditCommand } from '../cli/audit/command.ts';
import { doctorCommand } from '../cli/doctor/command.ts';
import { exposureCommand } from '../cli/exposure/command.ts';
import { messagesCommand } from '../cli/messages/command.ts';
import { printFailure } from '../cli/operator/output.ts';
import { pauseCommand, resumeCommand } from '../cli/pause/command.ts';
import { planCommand } from '../cli/plan/command.ts';
import { resolveCommand } from '../cli/resolve/command.ts';
import { retryCommand } from '../cli/retry/command.ts';
import { startCommand } from '../cli/start/command.ts';
import { statusCommand } from '../cli/status/command.ts';
import { ticketCommand } from '../cli/ticket/command.ts';

/** The operator's command line: `npm run rotation -- <command>`. */
const program = new Command('rotation')
  .description("Rotates the passwords of admin and service accounts across an MSP's Microsoft 365 tenants.")
  .addCommand(planCommand())
  .addCommand(doctorCommand())
  .addCommand(startCommand())
  .addCommand(statusCommand())
  .addCommand(retryCommand())
  .addCommand(resolveCommand())
  .addCommand(pauseCommand())
  .addCommand(resumeCommand())
  .addCommand(exposureCommand())
  .addCommand(messagesCommand())
  .addCommand(ticketCommand())
  .addCommand(auditCommand());

try {
  await program.parseAsync();
} catch (error) {
  printFailure(error);
}
