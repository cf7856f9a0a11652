import type { VaultCheck } from '../../domain/credential/vault-check.ts';
import type { Now } from '../../ports/clock.ts';
import { VaultBusy, type VaultFinding, type VaultPreflight, VaultRefused } from '../../ports/vault.ts';
import type { RecordToCheck } from './records-to-check.ts';

export interface VaultQuestionPorts {
  readonly vault: VaultPreflight;
  readonly now: Now;
  readonly sleep: (ms: number) => Promise<void>;
}

type Problem = VaultCheck['problems'][number];

export interface VaultFindings {
  readonly problems: readonly Problem[];
  /** How many records the vault does not tell of. */
  readonly unseen: number;
}

/** No question begins later in a run: the function has 900 s, and one question may take 75. */
const RUN_MS = 780_000;

/** For how long a vault is left alone that asks to wait and names no time. Keeper counts until it has heard nothing for ten seconds. */
const UNNAMED_SECONDS = 15;

/** So many questions one after the other without an answer: the vault is down, and no further one is asked in this run. */
const DOWN_AFTER = 3;

/** Asks a vault about records, one after the other and at its own pace, for as long as the run may last. */
export class VaultQuestions {
  /** Questions in a row that were not answered. */
  private unanswered = 0;
  private why = '';

  constructor(
    private readonly ports: VaultQuestionPorts,
    private readonly began: Date,
  ) {}

  /**
   * @param isLast  whether what is not answered is told as a problem, since no later run could ask again
   * @returns what is wrong with which records; `undefined`: not all could be asked
   */
  async about(records: readonly RecordToCheck[], isLast: boolean): Promise<VaultFindings | undefined> {
    const problems: Problem[] = [];
    let unseen = 0;
    for (const { account, record } of records) {
      if (record === undefined) {
        const detail = 'the estate names no record for this account';
        problems.push({ account, problem: 'no-record-named', detail });
        continue;
      }
      const answer = await this.ask(() => this.ports.vault.check(record));
      if (answer === 'ready') continue;
      if (answer === 'unseen') {
        unseen += 1;
        continue;
      }
      if (answer !== 'unanswered') {
        problems.push({ account, ...answer });
        continue;
      }
      if (!isLast) return undefined;
      problems.push({ account, problem: 'vault-not-reached', detail: this.why });
    }
    return { problems, unseen };
  }

  private async ask(
    check: () => Promise<VaultFinding>,
  ): Promise<'ready' | 'unseen' | 'unanswered' | Omit<Problem, 'account'>> {
    const { sleep } = this.ports;
    for (;;) {
      if (this.unanswered >= DOWN_AFTER) return 'unanswered';
      if (this.leftMs() <= 0) return this.isUnanswered('there was no time left to ask');
      try {
        const { recordId } = await check();
        this.unanswered = 0;
        return recordId === undefined ? 'unseen' : 'ready';
      } catch (error) {
        const message = error instanceof Error ? error.message : 'the vault failed without an error';
        if (error instanceof VaultRefused) {
          this.unanswered = 0;
          return { problem: error.problem, detail: message };
        }
        // Nobody has filled the vault's secret: asking again would not help.
        if (error instanceof Error && error.name === 'SecretNotFilled') {
          return { problem: 'vault-not-allowed', detail: message };
        }
        if (!(error instanceof VaultBusy)) return this.isUnanswered(message);
        const waitMs = (error.retryAfterSeconds ?? UNNAMED_SECONDS) * 1_000;
        if (waitMs >= this.leftMs()) return this.isUnanswered(message);
        await sleep(waitMs);
      }
    }
  }

  private leftMs(): number {
    return this.began.getTime() + RUN_MS - this.ports.now().getTime();
  }

  private isUnanswered(why: string): 'unanswered' {
    this.unanswered += 1;
    this.why = why;
    return 'unanswered';
  }
}
