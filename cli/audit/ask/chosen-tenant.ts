import type { Evidence } from '../query/open-evidence.ts';

export interface ChosenTenant {
  readonly tenantId: string;
  readonly name: string;
}

/**
 * The customer that a person names, by id or by name. The views know one name of each: the latest on record.
 *
 * @throws where no record is about it, or several customers are called so
 */
export async function chosenTenant(evidence: Pick<Evidence, 'query'>, named: string): Promise<ChosenTenant> {
  const { rows } = await evidence.query(
    `SELECT DISTINCT tenant_id, tenant_name FROM tenants
     WHERE lower(tenant_id) = lower($named) OR lower(tenant_name) = lower($named) ORDER BY tenant_id`,
    { named },
  );
  const found = rows.map(([tenantId, name]) => ({ tenantId: String(tenantId), name: String(name) }));
  const [first] = found;
  if (first === undefined) {
    const all = await evidence.query('SELECT tenant_name FROM tenants ORDER BY tenant_name LIMIT 20');
    throw new Error(`no record is about a customer ${named}. Records name: ${all.rows.map(String).join(', ')}`);
  }
  if (found.length > 1) {
    throw new Error(
      `several customers are called ${named}: give one's id: ${found.map((each) => each.tenantId).join(', ')}`,
    );
  }
  return first;
}
