/** One thing that doctor looked at. */
export interface Check {
  readonly name: string;
  /**
   * `failed`: the tenant is not ready. `warn`: it is ready as far as this goes, but a person should know; also where the answer
   * could not be had.
   */
  readonly state: 'ok' | 'warn' | 'failed';
  readonly detail: string;
  /** What to do, exactly. */
  readonly next?: string;
}

export const ok = (name: string, detail: string): Check => ({ name, state: 'ok', detail });
export const warn = (name: string, detail: string, next?: string): Check => ({
  name,
  state: 'warn',
  detail,
  ...(next === undefined ? {} : { next }),
});
export const failed = (name: string, detail: string, next: string): Check => ({ name, state: 'failed', detail, next });

/** Whether cycles can rotate this tenant's accounts. */
export const isReady = (checks: readonly Check[]): boolean => checks.every(({ state }) => state !== 'failed');
