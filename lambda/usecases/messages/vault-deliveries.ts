import { decidesFor } from '../../domain/accounts/own-accounts.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { grouped, ofKind, prepared } from './delivery.ts';
import { inVaultMail, readInVault, stillWaits, vaultTenantsOf } from './in-vault.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';
import { technicianMail } from './technician-mail.ts';

type Settled = Extract<Message, { kind: 'vault-settled' | 'tenant-closed' }>;

/**
 * That passwords are in the vault: once per technician and cycle, when nothing of theirs is under way any more. A write that settles may be
 * the last thing, and so may a rotation that ended otherwise: hence a tenant that closes asks too.
 */
export async function vaultDeliveries(ports: NotifyPorts, arrived: readonly Arrived[]): Promise<readonly Delivery[]> {
  const deliveries: Delivery[] = [];
  const settled: readonly Arrived<Settled>[] = [
    ...ofKind(arrived, 'vault-settled'),
    ...ofKind(arrived, 'tenant-closed').filter(({ message }) => goesIntoVault(ports, message.tenantId)),
  ];
  for (const group of grouped(settled, ({ cycleId }) => cycleId)) {
    deliveries.push(...(await prepared('mails about passwords in the vault', group, () => mailsOf(ports, group))));
  }
  return deliveries;
}

const goesIntoVault = ({ estate }: Pick<NotifyPorts, 'estate'>, wanted: string): boolean =>
  estate.tenants.some(
    ({ tenantId, handOver }) => tenantId === wanted && Object.values(handOver).some((each) => each !== 'link'),
  );

async function mailsOf(ports: NotifyPorts, group: readonly Arrived<Settled>[]): Promise<readonly Delivery[]> {
  const { estate, cycles } = ports;
  const cycleId = group[0]?.message.cycleId ?? '';
  const cycle = await cycles.find(cycleId);
  if (cycle === undefined) return [];
  const inCycle = await cycles.tenantsOf(cycleId);
  const named = new Set(group.map(({ message }) => message.tenantId));
  const tenants = estate.tenants.filter(({ tenantId }) => named.has(tenantId));
  return estate.technicians
    .filter((technician) => tenants.some((tenant) => decidesFor(technician, tenant)))
    .filter((technician) => !stillWaits(vaultTenantsOf(estate, technician, cycle, inCycle)))
    .map((technician) =>
      technicianMail(ports, 'in-vault', technician, group, async () => {
        const settled = await readInVault(ports, cycleId, technician);
        return settled === undefined ? 'nothing' : inVaultMail(settled, ports.portalUrl);
      }),
    );
}
