import { Command } from 'commander';
import { linkStore } from '../../lambda/adapters/aws/dynamodb/credential/link-store.ts';
import { cycleStore } from '../../lambda/adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../../lambda/adapters/aws/dynamodb/cycle/tenant-store.ts';
import { pauseStore } from '../../lambda/adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
import type { CycleStore } from '../../lambda/ports/cycle.ts';
import { deployedTables } from '../operator/deployed-tables.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { configOption, jsonOption, tenantOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { psaAccess } from '../operator/psa-access.ts';
import { cyclesLookedAt } from '../operator/stored-rotations.ts';
import { previewTicket } from './preview-ticket.ts';
import { actsShown } from './shown-acts.ts';
import { type TicketPreview, ticketText } from './ticket-text.ts';

interface Options {
  readonly config?: string;
  readonly tenant: string;
  readonly cycle?: string;
  readonly json: boolean;
}

/** `rotation ticket`: the requests that would be sent for a tenant's ticket. It reads, asks the PSA, and changes nothing. */
export function ticketCommand(): Command {
  return new Command('ticket')
    .description(
      'shows the requests that would be sent to the PSA for a tenant’s ticket; sends none that changes anything',
    )
    .addOption(tenantOption())
    .option('--cycle <id>', 'of this cycle or dry run (default: the latest with this tenant)')
    .addOption(jsonOption('the requests'))
    .addOption(configOption())
    .action(async (options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const [tenant] = tenantsNamed(estate, [options.tenant]);
      const access = psaAccess(estate);
      if (tenant === undefined) throw new Error('--tenant names no tenant');
      if (access === undefined) throw new Error('the estate has no PSA: psa.system is none');
      if (tenant.ticketCompany === undefined)
        throw new Error(`${tenant.name} has no ticketCompany, so it gets no ticket`);
      const tables = await deployedTables(estate.aws);
      const cycles = cycleStore(tables);
      const cycleId = options.cycle ?? (await latestWith(cycles, tenant.tenantId));
      const { tickets, acts } = await actsShown(access);
      const tenants = tenantStore(tables);
      await previewTicket(
        {
          cycles,
          tenants,
          rotations: rotationStore(tables),
          links: linkStore(tables),
          pauses: pauseStore(tables),
          proposals: tenants.proposalsOf,
          tickets,
          estate,
          portalUrl: (await cycles.find(cycleId))?.portalUrl ?? '',
          now: () => new Date(),
        },
        cycleId,
        tenant.tenantId,
      );
      const preview: TicketPreview = { tenant: tenant.name, cycleId, system: estate.psa.system, acts };
      printResult(options.json, preview, ticketText(preview));
    });
}

/** @throws {Error} no cycle has read the tenant */
async function latestWith(cycles: Pick<CycleStore, 'latest' | 'findTenant'>, tenantId: string): Promise<string> {
  for (const { cycleId } of await cyclesLookedAt(cycles)) {
    const found = await cycles.findTenant(cycleId, tenantId);
    if (found !== undefined && found.accountsSeen > 0) return cycleId;
  }
  throw new Error('no cycle and no dry run has read this tenant yet: start a dry run, docs/deploy.md, step 8');
}
