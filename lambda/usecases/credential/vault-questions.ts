import type { VaultCheck } from '../../domain/credential/vault-check.ts';
import type { NoRecord, VaultRecordName } from '../../domain/credential/vault-record.ts';
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

/** Which account was found to have a record: by the record's id, and by what the estate calls it. */
export type RecordHolders = Map<string, string>;

const unclear: Readonly<Record<NoRecord, string>> = {
  'no-record-named': 'the estate names no record for this account',
  'record-shared': 'the estate lists two records for this account, or lists its record for another one too',
};

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
   * @param holders  of the records that were asked about before: one password would overwrite the other
   * @param isLast  whether what is not answered is told as a problem, since no later run could ask again
   * @returns what is wrong with which records; `undefined`: not all could be asked
   */
  async about(
    records: readonly RecordToCheck[],
    isLast: boolean,
    holders: RecordHolders,
  ): Promise<VaultFindings | undefined> {
    const problems: Problem[] = [];
    let unseen = 0;
    for (const { account, record } of records) {
      if (typeof record === 'string') {
        problems.push({ account, problem: record, detail: unclear[record] });
        continue;
      }
      const answer = await this.ask(() => this.ports.vault.check(record));
      if (answer !== 'unanswered' && 'found' in answer) {
        const recordId = answer.found;
        const shared = sharedWith(holders, account, record, recordId);
        if (shared !== undefined) problems.push({ account, problem: 'record-shared', detail: shared });
        else if (recordId === undefined) unseen += 1;
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
  ): Promise<{ readonly found: string | undefined } | 'unanswered' | Omit<Problem, 'account'>> {
    const { sleep } = this.ports;
    for (;;) {
      if (this.unanswered >= DOWN_AFTER) return 'unanswered';
      if (this.leftMs() <= 0) return this.isUnanswered('there was no time left to ask');
      try {
        const { recordId } = await check();
        this.unanswered = 0;
        return { found: recordId };
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

/** @returns whose record it is too, in a sentence; `undefined`: it is its own, and is kept as that */
function sharedWith(
  holders: RecordHolders,
  account: string,
  record: VaultRecordName,
  recordId: string | undefined,
): string | undefined {
  // Ids are unique in a vault, names are in an organization.
  const named = 'id' in record.record ? record.record.id : JSON.stringify(record);
  for (const each of new Set([recordId ?? named, named])) {
    const holder = holders.get(each);
    if (holder === undefined) holders.set(each, account);
    else if (holder !== account)
      return `its record${recordId === undefined ? '' : ` ${recordId}`} is the one of ${holder} too`;
  }
  return undefined;
}
