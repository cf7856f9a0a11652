import { raw } from 'hono/html';
import type { CycleReport } from '../../../../lambda/domain/audit/report/cycle-report.ts';
import type { EvidenceVerdict } from '../evidence-verdict.ts';
import { Customer } from './customer.tsx';
import { footersOf, style } from './style.ts';

/** No script, nothing from elsewhere: a reader’s browser refuses both. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * A report as one page that prints: each customer begins on a new sheet.
 *
 * @param asOf  time of the newest record of the folder, as a person reads it
 */
export const htmlReport = (cycle: CycleReport, evidence: EvidenceVerdict, asOf: string): string =>
  `<!doctype html>\n${(
    (
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta http-equiv="Content-Security-Policy" content={POLICY} />
          <title>{`Password rotation ${cycle.cycleId}${cycle.tenants.length === 1 ? ` · ${cycle.tenants[0]?.tenantName ?? cycle.tenants[0]?.tenantId}` : ''}`}</title>
          <style>
            {raw(
              `${style}${footersOf(
                cycle.cycleId,
                cycle.tenants.map(({ tenantId }) => tenantId),
              )}`,
            )}
          </style>
        </head>
        <body>
          <main>
            {cycle.tenants.map((tenant, i) => (
              <Customer page={`customer-${i}`} tenant={tenant} cycle={cycle} evidence={evidence} asOf={asOf} />
            ))}
            {cycle.tenants.length === 0 ? <p>The records of this cycle name no customer.</p> : ''}
          </main>
        </body>
      </html>
    )
  ).toString()}\n`;
