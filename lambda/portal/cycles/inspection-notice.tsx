import type { FC } from 'hono/jsx';
import type { Finding, Inspection, InspectionKind } from '../../domain/inspection/inspection.ts';
import { findingLine, inspectionTitle } from '../../domain/inspection/inspection-words.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';

/** Looks and findings that stand on the page; the others are counted. */
const NAMED = 5;

/** What the command line shows all results of a kind with. */
const commands: Readonly<Record<InspectionKind, string>> = {
  'break-glass': 'npm run rotation -- drill --show',
  consent: 'npm run rotation -- consents --show',
};

/** Tenants whose break-glass accounts or consents fail: the next cycle, or an emergency, would find out otherwise. */
export const InspectionNotice: FC<{ readonly failing: readonly Inspection[] }> = ({ failing }) =>
  failing.length === 0 ? null : (
    <section class="notice bad" aria-labelledby="inspections">
      <h2 id="inspections">Looks at tenants found what fails</h2>
      <ul>
        {failing.slice(0, NAMED).map((each) => (
          <li>
            <strong>
              <Foreign text={each.tenantName} />
            </strong>
            , {inspectionTitle[each.kind]}
            {each.failedSince === undefined ? null : (
              <>
                , since <Instant at={each.failedSince} />
              </>
            )}
            <Findings findings={toldOf(each)} />
          </li>
        ))}
      </ul>
      {failing.length > NAMED ? (
        <p>And {counted(failing.length - NAMED, 'further look')} that found something.</p>
      ) : null}
      {failing.length > NAMED || failing.some((each) => toldOf(each).length > NAMED) ? (
        <p>
          All of it:{' '}
          {[...new Set(failing.map(({ kind }) => kind))].map((kind, place) => (
            <>
              {place === 0 ? '' : ' and '}
              <code>{commands[kind]}</code>
            </>
          ))}
        </p>
      ) : null}
    </section>
  );

/** What fails. A tenant that cannot be read now fails as it did before, and all that is known is why it cannot be read. */
function toldOf({ findings }: Inspection): readonly Finding[] {
  const failed = findings.filter(({ state }) => state === 'failed');
  return failed.length === 0 ? findings : failed;
}

const Findings: FC<{ readonly findings: readonly Finding[] }> = ({ findings }) => (
  <ul>
    {findings.slice(0, NAMED).map((each) => (
      <li>
        <ForeignSentence text={findingLine(each)} />
      </li>
    ))}
    {findings.length > NAMED ? <li>and {counted(findings.length - NAMED, 'further finding')}</li> : null}
  </ul>
);
