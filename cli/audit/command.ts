import { Command } from 'commander';

/** Only what is asked for is loaded: most of them need no more than files, and `verify` is to leave memory for what it reads. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  verify: async () => (await import('./verify/command.ts')).verifyCommand(),
  extract: async () => (await import('./extract/command.ts')).extractCommand(),
  ask: async () => (await import('./ask/command.ts')).askCommand(),
  report: async () => (await import('./report/command.ts')).reportCommand(),
  query: async () => (await import('./query/command.ts')).queryCommand(),
  reconcile: async () => (await import('./reconcile/command.ts')).reconcileCommand(),
  export: async () => (await import('./export/command.ts')).exportCommand(),
};

/**
 * `rotation audit …`: what auditors need: all but `export` work on files alone.
 *
 * @param name  the one that is asked for. Another one, or none: all of them
 */
export async function auditCommand(name = ''): Promise<Command> {
  const audit = new Command('audit').description('checks, reads and exports the audit records');
  const wanted = Object.hasOwn(commands, name) ? commands[name] : undefined;
  for (const load of wanted === undefined ? Object.values(commands) : [wanted]) audit.addCommand(await load());
  return audit;
}
