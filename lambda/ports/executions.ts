/** Executions of our machines, as Step Functions keeps them. */
export interface Executions {
  /** What an execution was started with; `undefined`: there is no such execution any more, or its input is no JSON. */
  inputOf(executionArn: string): Promise<unknown>;
}
