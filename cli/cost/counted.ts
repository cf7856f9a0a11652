/** What cycles of the deployed template were counted to take. */
export interface CountedCalls {
  readonly countedOn: string;
  /** What the template has, whatever the size of the estate. */
  readonly fixed: { readonly alarms: number; readonly keys: number; readonly queues: number; readonly secrets: number };
  /**
   * By the name of what is counted: calls as `service:Action`, invocations as `function name`, and `state transitions`, `write units`,
   * `read units`, `page requests`, `bytes of logs`. A cycle takes so much once, for each tenant and for each account.
   */
  readonly counts: Readonly<Record<string, Readonly<Record<'cycle' | 'tenant' | 'account', number>>>>;
}
