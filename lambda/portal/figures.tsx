import type { FC } from 'hono/jsx';

/** One number of a page. One that is bad news is coloured, and shown, only where it is not zero. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly tone?: 'good' | 'bad';
  /** Also shown where it is zero. Left out: no. */
  readonly always?: boolean;
}

export const Figures: FC<{ readonly label: string; readonly figures: readonly Figure[] }> = ({ label, figures }) => {
  const shown = figures.filter(({ value, always = false }) => always || value > 0);
  if (shown.length === 0) return null;
  return (
    <dl class="numbers" aria-label={label}>
      {shown.map(({ name, value, tone }) => (
        <div class={value > 0 ? tone : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
