import type { Check } from './check.ts';

/** `aws sesv2 create-email-identity`, but for services that have no Regions, and for commands that name one. */
const COMMAND = /\baws (?!iam|sts|sso)[a-z][a-z0-9-]* [a-z][a-z0-9-]*(?![\w-]| --region)/g;

/**
 * The check, with the estate's Region in each command of AWS that it tells: the shell's own may be another one, where the command would make an
 * identity or raise a quota that nobody uses.
 */
export const inRegion =
  (region: string) =>
  (check: Check): Check => {
    if (check.next === undefined) return check;
    return { ...check, next: check.next.replaceAll(COMMAND, (command) => `${command} --region ${region}`) };
  };
