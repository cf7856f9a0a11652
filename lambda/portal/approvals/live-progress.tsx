import type { FC } from 'hono/jsx';

/**
 * Where the progress of one's own decisions is shown. With the script it is fetched, and fetched again while something is under way;
 * without it, the link leads there, and loading that page again shows the progress.
 */
export const LiveProgress: FC<{ readonly cycleId: string }> = ({ cycleId }) => {
  const address = `/cycles/${cycleId}/decisions`;
  return (
    <section class="panel" aria-labelledby="progress">
      <h2 id="progress">What becomes of them</h2>
      <div data-live={address}>
        <p>
          <a href={address}>Your decisions in this cycle</a>: how far each is, and which can still be withdrawn.
        </p>
      </div>
    </section>
  );
};
