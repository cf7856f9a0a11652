/**
 * Names come from customers' directories, where whoever may rename an account may write what a terminal, a mail program or a
 * browser obeys: line breaks, escape sequences, a change of the direction of writing. All of these are shown as `?`.
 */
export const printable = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
