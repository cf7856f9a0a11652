import type { FC } from 'hono/jsx';
import type { Inspection } from '../../domain/inspection/inspection.ts';
import { findingLine, inspectionTitle } from '../../domain/inspection/inspection-words.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';

/** Tenants and findings that stand on the page; the others are counted. */
const NAMED = 5;

/** Tenants whose break-glass accounts or consents fail: the next cycle, or an emergency, would find out otherwise. */
export const InspectionNotice: FC<{ readonly failing: readonly Inspection[] }> = ({ failing }) =>
  failing.length === 0 ? null : (
    <section class="notice bad" aria-labelledby="inspections">
      <h2 id="inspections">Looks at tenants found what fails</h2>
      <ul>
        {failing.slice(0, NAMED).map(({ kind, tenantName, failedSince, findings }) => (
          <li>
            <strong>
              <Foreign text={tenantName} />
            </strong>
            , {inspectionTitle[kind]}
            {failedSince === undefined ? null : (
              <>
                , since <Instant at={failedSince} />
              </>
            )}
            <ul>
              {findings
                .filter(({ state }) => state === 'failed')
                .slice(0, NAMED)
                .map((each) => (
                  <li>
                    <Foreign text={findingLine(each)} />
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
      {failing.length > NAMED ? <p>And {counted(failing.length - NAMED, 'further tenant')}.</p> : null}
    </section>
  );
