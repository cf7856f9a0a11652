import type { Child } from 'hono/jsx';
import { reasonWords } from '../../../../lambda/domain/audit/reason-words.ts';
import type { AccountReport } from '../../../../lambda/domain/audit/report/account-report.ts';
import type { Decision } from '../../../../lambda/domain/audit/report/approvals.ts';
import {
  actorWords,
  collectionWords,
  decisionWords,
  notApprovedWords,
  resultWords,
} from '../../../../lambda/domain/audit/report/report-words.ts';
import { oneLine } from '../../../../lambda/domain/text/printable.ts';

/** "2026-12-07 05:04:00": all times of a report are UTC, which its head says. */
export const utc = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

/** Foreign words: shown as one line, and in a direction of their own. */
export const Words = ({ of }: { of: string | undefined }) => <bdi>{oneLine(of ?? '')}</bdi>;

export const When = ({ at }: { at: string | undefined }) =>
  at === undefined ? null : <time datetime={at}>{utc(at)}</time>;

/** A name with which somebody signs in: it breaks before the domain, where it must. */
export const Account = ({ of }: { of: string }) => {
  const [name, ...domain] = oneLine(of).split('@');
  return (
    <bdi>
      {name}
      {domain.length === 0 ? (
        ''
      ) : (
        <>
          <wbr />@{domain.join('@')}
        </>
      )}
    </bdi>
  );
};

/** A table that scrolls by itself where the screen is narrow; with a keyboard too. */
export const Table = ({ label, columns, children }: { label: string; columns: readonly string[]; children: Child }) => (
  <section class="table" aria-label={label} tabindex={0}>
    <table>
      <thead>
        <tr>
          {columns.map((each) => (
            <th scope="col">{each}</th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
);

export const Decisions = ({ of }: { of: readonly Decision[] }) => (
  <>
    {of.map(({ kind, by, at, reason, from }) => (
      <div>
        {kind === 'expired' ? (
          ''
        ) : (
          <>
            <Words of={actorWords(by)} />:{' '}
          </>
        )}
        {decisionWords[kind]}, <When at={at} />
        {from === undefined ? (
          ''
        ) : (
          <span class="soft">
            {' '}
            from <Words of={from} />
          </span>
        )}
        {kind === 'expired' ? (
          ''
        ) : (
          <div class="soft">
            {reason === undefined ? (
              'no reason given'
            ) : (
              <>
                “<Words of={reason} />”
              </>
            )}
          </div>
        )}
      </div>
    ))}
  </>
);

export const Resets = ({ of: { resets, proof, graphRequestIds } }: { of: AccountReport }) => (
  <>
    {resets.map(({ at, approval }) => (
      <div>
        <When at={at} />,{' '}
        {approval.approved ? (
          'approved before'
        ) : (
          <span class="bad">NOT approved: {notApprovedWords[approval.why]}</span>
        )}
      </div>
    ))}
    {proof === undefined ? (
      ''
    ) : (
      <div>
        {proof.by === 'directory' ? 'shown by the directory' : 'told by a person'}, <When at={proof.at} />
      </div>
    )}
    {graphRequestIds.map((each) => (
      <div class="soft">
        Graph <span class="hash">{each}</span>
      </div>
    ))}
  </>
);

export const Outcome = ({ of: { kind, at, reason, countedAs, reopened } }: { of: AccountReport['result'] }) => (
  <>
    <div class={kind === 'failed' || kind === 'uncertain' ? 'bad' : ''}>{resultWords[kind]}</div>
    {at === undefined ? (
      ''
    ) : (
      <div>
        <When at={at} />
      </div>
    )}
    {reason === undefined ? (
      ''
    ) : (
      <div>
        <Words of={reasonWords(reason)} />
      </div>
    )}
    {countedAs === undefined ? '' : <div class="soft">the cycle had counted it as: {resultWords[countedAs]}</div>}
    {reopened === 0 ? '' : <div class="soft">reopened {reopened === 1 ? 'once' : `${reopened} times`}</div>}
  </>
);

export const Collected = ({ of: { state, seen, vaulted, stored } }: { of: AccountReport['collection'] }) => (
  <>
    {state === 'collected' || state === 'no-password' ? '' : <div>{collectionWords[state]}</div>}
    {vaulted.map(({ at, detail }) => (
      <div>
        in the vault, <When at={at} />
        <div class="soft">
          <Words of={detail} />
        </div>
      </div>
    ))}
    {seen.map(({ at, by }) => (
      <div>
        shown to <Words of={actorWords(by)} />, <When at={at} />
      </div>
    ))}
    {stored.map(({ at, by }) => (
      <div class="soft">
        stored, says <Words of={actorWords(by)} />, <When at={at} />
      </div>
    ))}
  </>
);
