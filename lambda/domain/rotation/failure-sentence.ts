/** A failure as people read it: the sentences of a tenant that is not ready come without the name of the error. */
export const failureSentence = (failure: string): string => failure.replace(/^TenantNotReady: /, '');
