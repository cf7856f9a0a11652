import { isRecent, type MailTrouble, troubleWords } from '../../../lambda/domain/messages/mail-trouble.ts';
import { localTime } from '../../../lambda/domain/text/local-time.ts';
import { type Check, ok, warn } from '../check.ts';

const NAME = 'mail that did not arrive';

/** What SES told of mails in the last weeks. Nothing tells of those that arrived since, so that it fails nothing. */
export function undeliveredCheck(troubles: readonly MailTrouble[], timeZone: string, now: Date): readonly Check[] {
  const recent = troubles.filter((each) => isRecent(each, now));
  if (recent.length === 0) return [ok(NAME, 'none in the last 30 days')];
  return recent.map((each) => warn(NAME, undeliveredLine(each, timeZone), 'docs/runbook.md, "Mail does not arrive"'));
}

/** "Ada Lindqvist (ada@northwind.example): it came back (Permanent/General, 5.1.1), Mon, 7 Dec 2026, 06:01 CET". */
export const undeliveredLine = ({ name, address, last }: MailTrouble, timeZone: string): string =>
  `${name} (${address}): ${troubleWords(last)}, ${localTime(last.at, timeZone)}`;
