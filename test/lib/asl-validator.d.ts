/** The package comes without types of its own. */
declare module 'asl-validator' {
  interface Validated {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  }
  const validate: (
    definition: unknown,
    options?: { readonly checkPaths?: boolean; readonly checkArn?: boolean },
  ) => Validated;
  export = validate;
}
