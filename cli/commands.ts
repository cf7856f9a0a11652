import type { Command } from 'commander';

/**
 * The operator's commands. Only what is asked for is loaded: most need AWS or Microsoft, and an auditor's need neither. Each takes the word that
 * follows it on the command line.
 */
export const commands: Readonly<Record<string, (next?: string) => Promise<Command>>> = {
  plan: async () => (await import('./plan/command.ts')).planCommand(),
  onboard: async () => (await import('./onboard/command.ts')).onboardCommand(),
  doctor: async () => (await import('./doctor/command.ts')).doctorCommand(),
  start: async () => (await import('./start/command.ts')).startCommand(),
  schedules: async () => (await import('./schedules/command.ts')).schedulesCommand(),
  status: async () => (await import('./status/command.ts')).statusCommand(),
  retry: async () => (await import('./retry/command.ts')).retryCommand(),
  resolve: async () => (await import('./resolve/command.ts')).resolveCommand(),
  pause: async () => (await import('./pause/command.ts')).pauseCommand(),
  resume: async () => (await import('./pause/command.ts')).resumeCommand(),
  release: async () => (await import('./release/command.ts')).releaseCommand(),
  exposure: async () => (await import('./exposure/command.ts')).exposureCommand(),
  drill: async () => (await import('./drill/command.ts')).drillCommand(),
  consents: async () => (await import('./drill/command.ts')).consentsCommand(),
  messages: async () => (await import('./messages/command.ts')).messagesCommand(),
  ticket: async () => (await import('./ticket/command.ts')).ticketCommand(),
  cost: async () => (await import('./cost/command.ts')).costCommand(),
  capacity: async () => (await import('./capacity/command.ts')).capacityCommand(),
  audit: async (next) => (await import('./audit/command.ts')).auditCommand(next),
  completion: async () => (await import('./completion/command.ts')).completionCommand(),
};

/** These, or some commands of them, work on files alone: what cannot be reached stops only what needs it. */
export const ofFiles: readonly string[] = ['audit', 'capacity', 'completion', 'cost', 'onboard', 'schedules'];
