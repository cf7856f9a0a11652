import * as z from 'zod';
import { auditReader } from '../../../lambda/adapters/aws/dynamodb/audit/audit-reader.ts';
import { type OurReset, ourResets, resetActions } from '../../../lambda/domain/audit/reconcile.ts';
import { mapConcurrently } from '../../../lambda/domain/concurrency.ts';
import type { Deployment } from '../../operator/deployed-stack.ts';
import { deployedTables } from '../../operator/deployed-tables.ts';
import { cyclesWithRotations, storedRotations } from '../../operator/stored-rotations.ts';
import { openEvidence } from '../query/open-evidence.ts';

const rows = z.array(
  z.tuple([
    z.enum(resetActions),
    z.string(),
    z.string(),
    z.string(),
    z.string().nullable(),
    z.string().nullable(),
    z.string().nullable(),
  ]),
);

/** Resets of ours in one tenant, from an auditor's folder. Accounts that were rotated at any time are among them. */
export async function resetsInFolder(folder: string, tenantId: string): Promise<readonly OurReset[]> {
  const evidence = await openEvidence(folder);
  try {
    const answer = await evidence.query(
      `SELECT action, strftime(time, '%Y-%m-%dT%H:%M:%S.%gZ'), coalesce(rotation_id, client_request_id), account_id, user_principal_name, graph_request_id, client_request_id
       FROM records
       WHERE tenant_id = $tenant AND coalesce(rotation_id, client_request_id) IS NOT NULL AND account_id IS NOT NULL
         AND action IN (${resetActions.map((each) => `'${each}'`).join(', ')})`,
      { tenant: tenantId },
    );
    return ourResets(
      rows
        .parse(answer.rows)
        .map(([action, time, rotationId, accountId, userPrincipalName, graphRequestId, clientRequestId]) => ({
          action,
          time,
          rotationId,
          accountId,
          userPrincipalName: userPrincipalName ?? undefined,
          evidence: {
            graphRequestId: graphRequestId ?? undefined,
            clientRequestId: clientRequestId ?? undefined,
          },
        })),
    );
  } finally {
    evidence.close();
  }
}

/**
 * The same from the deployed tables: of accounts that a cycle of the last year rotated, and of those that are named, so that of them it is
 * certain whether they were rotated at any time.
 *
 * @param named  accounts of which the directory audit tells
 */
export async function resetsInTables(
  deployment: Deployment,
  tenantId: string,
  named: readonly string[],
): Promise<readonly OurReset[]> {
  const { cycles, rotations } = await storedRotations(deployment);
  const audit = auditReader(await deployedTables(deployment));
  const accounts = new Set(named);
  for (const { cycleId } of await cyclesWithRotations(cycles)) {
    for (const { accountId } of await rotations.ofTenant(cycleId, tenantId)) accounts.add(accountId);
  }
  const chains = await mapConcurrently([...accounts], (accountId) => audit.recordsOf(`${tenantId}#${accountId}`));
  return ourResets(chains.flat());
}
