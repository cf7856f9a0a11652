/** Whether the status of an answer says that every ticket is refused: the PSA failed, or does not take the keys. */
export const concernsAll = (status: number): boolean => status >= 500 || status === 401;
