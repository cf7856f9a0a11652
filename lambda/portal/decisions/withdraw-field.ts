import { accountText } from '../approvals/choices.ts';

const BEFORE = 'withdraw.';

/** The field that says whether the approval of an account is to be taken back. */
export const withdrawField = (account: Parameters<typeof accountText>[0]): string => `${BEFORE}${accountText(account)}`;

export const isWithdrawField = (name: string): boolean => name.startsWith(BEFORE);
