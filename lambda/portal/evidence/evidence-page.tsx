import type { FC } from 'hono/jsx';
import { counted } from '../../domain/text/counted.ts';
import type { ShownCheckpoint } from '../../ports/evidence.ts';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';

/** One is made every hour: without two in a row, somebody must look. */
const LATE_MS = 2.5 * 3_600_000;

export interface Evidence {
  readonly newest: ShownCheckpoint | 'none' | 'unreadable';
  /** Of the audit bucket. */
  readonly bucket: string;
  readonly now: Date;
}

/** How far audit records are sealed, and how somebody proves it who trusts neither this page nor us. */
export const evidencePage = ({ newest, bucket, now }: Evidence): Page => ({
  title: 'Evidence',
  body: (
    <>
      <h1>Evidence</h1>
      <p class="lead">
        Every record of this product is copied to a locked place within a minute, and a signed checkpoint over all of
        them is made every hour, and when a cycle is closed.
      </p>
      {typeof newest === 'string' ? <Missing newest={newest} /> : <Newest shown={newest} now={now} />}
      <section class="panel" aria-labelledby="read">
        <h2 id="read">What there is to read</h2>
        <ul>
          <li>
            <a href="/cycles">Cycles</a>: who approved what, what became of it, a report for each customer
          </li>
          <li>
            <a href="/exposure">Seen passwords</a>: who has seen which password that may still work
          </li>
          <li>
            <a href="/access">Access log</a>: what people were refused, and who signed in
          </li>
        </ul>
      </section>
      <section class="panel" aria-labelledby="verify">
        <h2 id="verify">Verify it without us</h2>
        <p>This page says what the deployment says about itself. With read access to the audit bucket, prove it:</p>
        <p>
          <code class="breakable">{`aws s3 sync s3://${bucket} evidence`}</code>
        </p>
        <p>
          <code class="breakable">
            {`rotation audit verify evidence${typeof newest === 'string' ? '' : ` --expect ${newest.hash}`}`}
          </code>
        </p>
        <p>
          Compare the hash with one that somebody kept elsewhere: it stands in the summary mail of each cycle, and in
          tickets. docs/auditor-guide.md says how the whole works.
        </p>
      </section>
    </>
  ),
});

const Missing: FC<{ readonly newest: 'none' | 'unreadable' }> = ({ newest }) => (
  <p class={newest === 'none' ? 'notice quiet' : 'notice bad'}>
    {newest === 'none'
      ? 'No checkpoint has been made yet. The first one comes within an hour of the deployment.'
      : 'What lies in the place of the newest checkpoint cannot be read as one. Tell the engineer who runs the deployment, and keep a copy of the bucket.'}
  </p>
);

const Newest: FC<{ readonly shown: ShownCheckpoint; readonly now: Date }> = ({
  shown: { checkpoint, hash, keyFingerprint },
  now,
}) => (
  <>
    {keyFingerprint === undefined ? (
      <p class="notice bad">
        <strong>No key beside the newest checkpoint has signed it.</strong> Tell the engineer who runs the deployment,
        and keep a copy of the bucket.
      </p>
    ) : now.getTime() - Date.parse(checkpoint.time) > LATE_MS ? (
      <p class="notice bad">
        <strong>The newest checkpoint is late.</strong> One is made every hour. Records that are newer are archived, and
        not sealed yet. Tell the engineer who runs the deployment.
      </p>
    ) : (
      <p class="notice good">
        <strong>Signed on time.</strong> The signature holds with the key that lies beside the checkpoint.
      </p>
    )}
    <section class="panel" aria-labelledby="newest">
      <h2 id="newest">Newest checkpoint</h2>
      <dl class="pairs">
        <dt>Number</dt>
        <dd>{checkpoint.number}</dd>
        <dt>Made</dt>
        <dd>
          <Instant at={checkpoint.time} relative />
        </dd>
        <dt>Covers</dt>
        <dd>
          {counted(checkpoint.records, 'record')} in {counted(checkpoint.chains, 'chain')}: every chain of the product,
          from its first record on
        </dd>
        {checkpoint.cycleId === undefined ? null : (
          <>
            <dt>Seals</dt>
            <dd>
              <a href={`/cycles/${checkpoint.cycleId}`}>cycle {checkpoint.cycleId}</a>
            </dd>
          </>
        )}
        <dt>Hash</dt>
        <dd>
          <code class="breakable">{hash}</code>
        </dd>
        <dt>Hash of the one before</dt>
        <dd>
          <code class="breakable">{checkpoint.previous}</code>
        </dd>
        <dt>Fingerprint of the key</dt>
        <dd>{keyFingerprint === undefined ? 'not known' : <code class="breakable">{keyFingerprint}</code>}</dd>
        <dt>Origin</dt>
        <dd>
          <code class="breakable">{checkpoint.origin}</code>
        </dd>
        <dt>Estate, code</dt>
        <dd>
          <code>{checkpoint.estate.slice(0, 12)}</code>, <code>{checkpoint.code}</code>
        </dd>
      </dl>
    </section>
  </>
);
