import { join } from 'node:path';
import { Command } from 'commander';
import { printFailure } from '../cli/operator/output.ts';
import { deadEndpoints } from '../cli/operator/unreachable.ts';

/** Only what is asked for is loaded: most commands need AWS or Microsoft, and an auditor's need neither. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  plan: async () => (await import('../cli/plan/command.ts')).planCommand(),
  onboard: async () => (await import('../cli/onboard/command.ts')).onboardCommand(),
  doctor: async () => (await import('../cli/doctor/command.ts')).doctorCommand(),
  start: async () => (await import('../cli/start/command.ts')).startCommand(),
  schedules: async () => (await import('../cli/schedules/command.ts')).schedulesCommand(),
  status: async () => (await import('../cli/status/command.ts')).statusCommand(),
  retry: async () => (await import('../cli/retry/command.ts')).retryCommand(),
  resolve: async () => (await import('../cli/resolve/command.ts')).resolveCommand(),
  pause: async () => (await import('../cli/pause/command.ts')).pauseCommand(),
  resume: async () => (await import('../cli/pause/command.ts')).resumeCommand(),
  release: async () => (await import('../cli/release/command.ts')).releaseCommand(),
  exposure: async () => (await import('../cli/exposure/command.ts')).exposureCommand(),
  drill: async () => (await import('../cli/drill/command.ts')).drillCommand(),
  consents: async () => (await import('../cli/drill/command.ts')).consentsCommand(),
  messages: async () => (await import('../cli/messages/command.ts')).messagesCommand(),
  ticket: async () => (await import('../cli/ticket/command.ts')).ticketCommand(),
  cost: async () => (await import('../cli/cost/command.ts')).costCommand(),
  capacity: async () => (await import('../cli/capacity/command.ts')).capacityCommand(),
  audit: async () => (await import('../cli/audit/command.ts')).auditCommand(name === 'audit' ? process.argv[3] : ''),
  completion: async () => (await import('../cli/completion/command.ts')).completionCommand(),
};

/** Of these every one, or some commands, work on files alone: what cannot be reached stops only what needs it. */
const ofFiles: readonly string[] = ['audit', 'completion'];

/** The operator's command line: `npm run rotation -- <command>`, which `rotation.mjs` starts. */
const program = new Command('rotation').description(
  "Rotates the passwords of admin and service accounts across an MSP's Microsoft 365 tenants.",
);
const name = process.argv[2] ?? '';
// To complete them, all are needed; to refuse one that there is not, too.
const wanted = name === 'completion' ? undefined : commands[name];
for (const load of wanted === undefined ? Object.values(commands) : [wanted]) program.addCommand(await load());
if (['--version', '-V'].includes(name)) {
  const { versionText } = await import('../cli/operator/version.ts');
  program.version(versionText(join(import.meta.dirname, '..')));
}
program.hook('preAction', async () => {
  const problem = ofFiles.includes(name) ? undefined : await deadEndpoints();
  if (problem !== undefined) throw new Error(problem);
});

try {
  await program.parseAsync();
} catch (error) {
  printFailure(error);
}
