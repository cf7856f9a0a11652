/** For how long a vault is left alone that asked to wait and named no time. */
const UNNAMED_SECONDS = 30;

/** Until when a vault that asked to wait is left alone: what its queue holds besides waits too, instead of asking once more each. */
export class VaultRest {
  private until = 0;

  asked(seconds: number | undefined, now: Date): void {
    this.until = Math.max(this.until, now.getTime() + (seconds ?? UNNAMED_SECONDS) * 1_000);
  }

  /** How long it is still left alone, in milliseconds. */
  leftMs(now: Date): number {
    return Math.max(0, this.until - now.getTime());
  }
}
