import { join } from 'node:path';
import { Command } from 'commander';
import { commands, ofFiles } from '../cli/commands.ts';
import { printFailure } from '../cli/operator/output.ts';
import { deadEndpoints } from '../cli/operator/unreachable.ts';

/** The operator's command line: `npm run rotation -- <command>`, which `rotation.mjs` starts. */
const program = new Command('rotation').description(
  "Rotates the passwords of admin and service accounts across an MSP's Microsoft 365 tenants.",
);
const name = process.argv[2] ?? '';
// To complete them, all are needed; to refuse one that there is not, too.
const wanted = name !== 'completion' && Object.hasOwn(commands, name) ? commands[name] : undefined;
if (wanted !== undefined) program.addCommand(await wanted(process.argv[3]));
else {
  for (const load of Object.values(commands)) program.addCommand(await load());
  // Whoever reads the help sees that there is one. Git is asked for it: no command waits for that.
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
