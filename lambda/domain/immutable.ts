/** What a schema gives, read-only all the way down: values are replaced, never changed. */
export type Immutable<T> = unknown extends T
  ? T
  : T extends string | number | boolean | Date | null | undefined
    ? T
    : { readonly [K in keyof T]: Immutable<T[K]> };
