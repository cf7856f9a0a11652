import { Command } from 'commander';
import { auditCommand } from './audit.ts';
import { auditCostCommand } from './audit-cost.ts';
import { coldstartCommand } from './coldstart.ts';
import { discoveryCommand } from './discovery.ts';
import { messagesCommand } from './messages.ts';
import { portalCommand } from './portal.ts';
import { scaleCommand } from './scale.ts';
import { stormCommand } from './storm.ts';

/** `npm run bench -- <what>`. */
const program = new Command('bench')
  .description('measures what the product promises, beside a plain way to do the same')
  .addCommand(auditCostCommand())
  .addCommand(auditCommand())
  .addCommand(coldstartCommand())
  .addCommand(discoveryCommand())
  .addCommand(messagesCommand())
  .addCommand(portalCommand())
  .addCommand(scaleCommand())
  .addCommand(stormCommand());

await program.parseAsync();
