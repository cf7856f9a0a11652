import { Command } from 'commander';
import { auditCommand } from './audit/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { planCommand } from './plan/command.ts';

/** The operator's command line: `npm run rotation -- <command>`. */
const program = new Command('rotation')
  .description("Rotates the passwords of admin and service accounts across an MSP's Microsoft 365 tenants.")
  .addCommand(planCommand())
  .addCommand(doctorCommand())
  .addCommand(auditCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`rotation: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
