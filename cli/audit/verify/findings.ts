import type { Finding, ProblemKind } from '../../../lambda/domain/audit/verification/problem.ts';

/** So many are described. A folder in which everything is wrong must not fill the memory either. */
const DESCRIBED = 1000;

/** What was found so far. */
export class Findings {
  /** The first of them. */
  readonly described: Finding[] = [];
  count = 0;
  private readonly seenKinds = new Set<ProblemKind>();
  private readonly chains = new Set<string>();

  constructor(first: readonly Finding[]) {
    this.add(first);
  }

  get kinds(): readonly ProblemKind[] {
    return [...this.seenKinds];
  }

  add(findings: readonly Finding[]): void {
    for (const each of findings) {
      this.count += 1;
      this.seenKinds.add(each.kind);
      if (this.described.length < DESCRIBED) this.described.push(each);
      if (each.chain !== undefined) this.chains.add(each.chain);
    }
  }

  /** Whether something was found in that chain. */
  concerns(chain: string): boolean {
    return this.chains.has(chain);
  }
}
