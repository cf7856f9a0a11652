/** A problem between fields that are each well-formed. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}
