import { type ArchivedChange, readArchivedLine } from './archived-change.ts';
import { NO_RECORD_BEFORE } from './audit-chain.ts';
import type { ChainHead } from './audit-record.ts';
import { byChain } from './checkpoint.ts';
import { type ChainPlace, type PlacedLink, placedLink, seenChange } from './seen-change.ts';

/** Why a chain does not go on as it should, or what somebody did to its rows. */
export type ChainProblemKind =
  /** An object of the archive, or a line of it, that nobody can read. */
  | 'unreadable'
  | 'changed'
  | 'removed'
  | 'no-record'
  /** Its hash does not fit its content. */
  | 'altered'
  /** Its content belongs to another chain. */
  | 'foreign'
  /** It does not link to the record before it. */
  | 'unlinked'
  /** Another record stands at its place. */
  | 'twice'
  /** The archive lacks it, and the audit table has it. */
  | 'not-archived'
  /** Neither the archive nor the audit table has it. */
  | 'missing';

export interface ChainProblem extends ChainPlace {
  readonly kind: ChainProblemKind;
}

/** Records that come before others that are known. */
export interface ChainGap {
  readonly chain: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Follows all chains from where they are known to end, over changes in any order. A chain moves only from one record to the next that fits:
 * content to hash, link to the record before, content to the name of the chain. Where two records claim one place, the first that came
 * stays. What does not fit is a problem, and the chain stays where it is.
 */
export class ChainFollower {
  private readonly ends = new Map<string, ChainHead>();
  private readonly moved = new Set<string>();
  /** Records that come after one that was not seen yet: by chain, and place. */
  private readonly ahead = new Map<string, Map<number, PlacedLink>>();
  private readonly found = new Map<string, ChainProblem>();
  private readonly filled = new Set<string>();

  constructor(known: Iterable<ChainHead>) {
    for (const each of known) this.ends.set(each.chain, each);
  }

  /** One change, as the archive has it. The same one may come again. */
  take(change: ArchivedChange): void {
    const seen = seenChange(change);
    if (seen.kind === 'added') this.follow(seen.link);
    else this.report(seen.kind, seen.place);
  }

  /** One line of the archive. @param key  of its object */
  takeLine(line: string, key: string): void {
    const change = readArchivedLine(line);
    if (change === undefined) this.unreadable(key);
    else this.take(change);
  }

  /** @param key  of an object of the archive that cannot be read */
  unreadable(key: string): void {
    this.report('unreadable', { chain: key });
  }

  /** What nobody has seen yet, though records after it are there. */
  gaps(): readonly ChainGap[] {
    return [...this.ahead].flatMap(([chain, links]) => {
      const from = (this.ends.get(chain)?.sequence ?? 0) + 1;
      const to = Math.max(...links.keys()) - 1;
      return from > to ? [] : [{ chain, from, to }];
    });
  }

  /** What the audit table holds in a gap: all rows between its ends, in any order. */
  fill({ chain, from, to }: ChainGap, rows: readonly unknown[]): void {
    const known = new Set(this.ahead.get(chain)?.keys());
    this.filled.add(chain);
    for (const row of rows) {
      const link = placedLink(row);
      if (link === undefined || link.chain !== chain || link.sequence < from || link.sequence > to) {
        this.report('no-record', { chain });
        continue;
      }
      if (!known.has(link.sequence)) this.report('not-archived', link);
      this.follow(link);
    }
  }

  /** What is known of the problems so far. Gaps that were filled as far as they could be are among them. */
  problems(): readonly ChainProblem[] {
    const missing = this.gaps()
      .filter(({ chain }) => this.filled.has(chain))
      .map(({ chain, from }): ChainProblem => ({ kind: 'missing', chain, sequence: from }))
      .filter((each) => !this.isToldOtherwise(each));
    return [...this.found.values(), ...missing];
  }

  /** The end of each chain, sorted by chain. */
  heads(): readonly ChainHead[] {
    return [...this.ends.values()].sort(byChain);
  }

  /** Those that have moved. */
  changed(): readonly ChainHead[] {
    return [...this.moved].flatMap((chain) => this.headOf(chain) ?? []).sort(byChain);
  }

  headOf(chain: string): ChainHead | undefined {
    return this.ends.get(chain);
  }

  /** Whether a row of the audit table is the record with which its chain goes on: had the archive it, the chain would have moved. */
  goesOnWith(row: unknown): boolean {
    const link = placedLink(row);
    if (link === undefined) return false;
    const end = this.ends.get(link.chain);
    return link.sequence === (end?.sequence ?? 0) + 1 && misfitOf(link, end) === undefined;
  }

  private follow(given: PlacedLink): void {
    const { chain } = given;
    for (let link: PlacedLink | undefined = given; link !== undefined; link = this.takeAhead(chain)) {
      const end = this.ends.get(chain);
      const next = (end?.sequence ?? 0) + 1;
      if (link.sequence < next) {
        if (link.sequence === end?.sequence && link.hash !== end.hash) this.report('twice', link);
        return;
      }
      if (link.sequence > next) {
        this.keep(link);
        return;
      }
      const misfit = misfitOf(link, end);
      if (misfit !== undefined) {
        this.report(misfit, link);
        return;
      }
      this.ends.set(chain, { chain, sequence: link.sequence, hash: link.hash });
      this.moved.add(chain);
    }
  }

  private keep(link: PlacedLink): void {
    const links = this.ahead.get(link.chain) ?? new Map<number, PlacedLink>();
    this.ahead.set(link.chain, links);
    const other = links.get(link.sequence);
    if (other === undefined) links.set(link.sequence, link);
    else if (other.hash !== link.hash) this.report('twice', link);
  }

  /** The kept record that comes right after the end of a chain, if there is one. */
  private takeAhead(chain: string): PlacedLink | undefined {
    const links = this.ahead.get(chain);
    const next = (this.ends.get(chain)?.sequence ?? 0) + 1;
    const link = links?.get(next);
    links?.delete(next);
    if (links?.size === 0) this.ahead.delete(chain);
    return link;
  }

  private report(kind: ChainProblemKind, { chain, sequence }: ChainPlace): void {
    this.found.set(`${kind} ${sequence} ${chain}`, { kind, chain, ...(sequence === undefined ? {} : { sequence }) });
  }

  /** A record that stands at a place and does not fit is not missing there. */
  private isToldOtherwise({ chain, sequence }: ChainPlace): boolean {
    return MISFITS.some((kind) => this.found.has(`${kind} ${sequence} ${chain}`));
  }
}

const MISFITS = ['altered', 'foreign', 'unlinked'] as const;

function misfitOf(link: PlacedLink, end: ChainHead | undefined): (typeof MISFITS)[number] | undefined {
  if (!link.intact) return 'altered';
  if (!link.belongs) return 'foreign';
  return link.prevHash === (end?.hash ?? NO_RECORD_BEFORE) ? undefined : 'unlinked';
}
