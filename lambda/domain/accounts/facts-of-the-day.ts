import type { AccountClass } from './account.ts';

/** Something that happens in the world in a certain time, and that people would otherwise put down to a rotation. */
interface FactOfTheDay {
  readonly class: AccountClass;
  /** ISO 8601, UTC: told from then on. */
  readonly from: string;
  /** ISO 8601, UTC: not told any more from then on. */
  readonly until: string;
  readonly sentence: string;
}

/**
 * The table is looked at before each release: a fact whose time is over is taken out.
 *
 * SMTP AUTH with a password (Basic authentication) is off by default in existing tenants of Exchange Online from the end of December
 * 2026; an administrator can turn it on again. Its final end is to be told in the second half of 2027. It is told from a week before.
 * @see https://techcommunity.microsoft.com/category/exchange/blog/exchange (Exchange Team Blog, 2026-01-27)
 */
const facts: readonly FactOfTheDay[] = [
  {
    class: 'service',
    from: '2026-12-21T00:00:00Z',
    until: '2028-01-01T00:00:00Z',
    sentence:
      'From the end of December 2026 Exchange Online switches off SMTP AUTH with a password by default: what sends mail with this account may stop for that reason, and not because of the rotation. Look at SMTP AUTH in the tenant first.',
  },
];

/** What to tell about an account of this class now, in sentences. */
export const factsOfTheDay = (wanted: AccountClass, now: Date): readonly string[] =>
  facts
    .filter((each) => each.class === wanted && new Date(each.from) <= now && now < new Date(each.until))
    .map(({ sentence }) => sentence);
