/** A tenant that is not ready says so in sentences; the name of the error before them is of no use to a person. */
export const failureSentence = (failure: string): string => failure.replace(/^TenantNotReady: /, '');
