import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { writeJson, writeWhole } from '@m365-rotation/loopback';
import { AwsError, type JsonObject, type Service, type ServiceContext } from './service.ts';
import { identityFor, type MailAccount, type MailOutcome } from './ses/account.ts';
import { mailEvent, publishedAs } from './ses/events.ts';
import { Outcomes } from './ses/outcomes.ts';
import { checkPosted, type Posted, posted } from './ses/send-input.ts';
import { accountTold, identityTold, suppressionTold } from './ses/told.ts';
import type { ConfigurationSetDeclaration } from './template/declarations.ts';

/** A mail as it was sent. */
export interface SentMail {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface SesOptions {
  /** Where each mail goes as files, in the order in which they were sent: `<time>.json`, `.txt`, `.html`. */
  readonly mailFolder: string;
  readonly onMail: (mail: SentMail) => void;
  /** `undefined`: every address is verified, and the account is out of the sandbox. */
  readonly account: () => MailAccount | undefined;
  readonly configurationSets: readonly ConfigurationSetDeclaration[];
  /** Puts an event on the default event bus. */
  readonly publish: (event: JsonObject) => Promise<void>;
}

/**
 * SES: version 1 as far as `SendEmail` goes, and what version 2 tells of the account. The sender must be verified, and a role's policy must name its identity; in the sandbox
 * the same holds for every recipient. What becomes of a mail is published by its configuration set. Why it is not npm's `aws-ses-v2-local`: docs/adr/0008-mail-needs-no-server.md.
 */
export async function startSes(
  { clock, region, accountId, folder }: ServiceContext,
  { mailFolder, onMail, account: current, configurationSets, publish }: SesOptions,
): Promise<Service> {
  let count = 0;
  const outcomes = new Outcomes(folder, current);
  const setNamed = (name: string | undefined) => configurationSets.find((each) => each.name === name);
  /** As on the way to a mailbox: the mail is taken first, and what becomes of it shows later. */
  const follow = async ({ from, configurationSet = '', tags }: Posted, sent: SentMail, outcome: MailOutcome) => {
    const kinds = setNamed(configurationSet)?.publishes ?? [];
    if (!kinds.includes(publishedAs(outcome))) return;
    const { id: messageId, subject, sentAt } = sent;
    const at = clock.now();
    const mail = { messageId, from, subject, configurationSet, tags, sentAt: new Date(sentAt), at, accountId, region };
    for (const address of sent.to) await publish(mailEvent({ ...mail, outcome, address }));
  };
  const keep = (mail: SentMail) => {
    count += 1;
    const file = join(mailFolder, `${mail.sentAt.replaceAll(':', '-')}-${String(count).padStart(5, '0')}`);
    if (mail.text !== '') writeWhole(`${file}.txt`, mail.text);
    if (mail.html !== '') writeWhole(`${file}.html`, mail.html);
    writeJson(`${file}.json`, mail); // last: where it is, the others are
  };
  return {
    name: 'ses',
    actions: {
      async SendEmail(input) {
        const account = current();
        const mail = posted(input);
        checkPosted(mail);
        const { configurationSet } = mail;
        if (configurationSet !== undefined && setNamed(configurationSet) === undefined) {
          throw new AwsError('ConfigurationSetDoesNotExist', `Configuration set <${configurationSet}> does not exist.`);
        }
        if (account !== undefined) refuseUnverified(mail, account, region);
        const { Subject, Body } = mail.message;
        const sent: SentMail = {
          id: randomUUID(),
          sentAt: clock.now().toISOString(),
          from: mail.source,
          to: mail.to,
          subject: Subject.Data,
          text: Body.Text?.Data ?? '',
          html: Body.Html?.Data ?? '',
        };
        keep(sent);
        const outcome = mail.to.map((address) => outcomes.next(address)).find((each) => each !== undefined);
        if (outcome === undefined || ARRIVES.includes(outcome)) onMail(sent);
        if (outcome !== undefined) await follow(mail, sent, outcome);
        return { MessageId: sent.id };
      },
      GetAccount: async () => accountTold(current() ?? EVERYTHING_VERIFIED),
      GetEmailIdentity: async (input) => identityTold(current() ?? EVERYTHING_VERIFIED, input),
      GetSuppressedDestination: async (input) => suppressionTold({ suppressed: outcomes.suppressed() }, input),
    },
    requirementsOf({ action, input }) {
      if (action !== 'SendEmail') return [{ action: `ses:${action}`, resource: '*' }];
      const account = current();
      const { from, to, configurationSet } = posted(input);
      const context = { 'ses:FromAddress': from, 'ses:Recipients': to };
      const identities = [from, ...(account?.sandbox === true ? to : [])].map(
        (address) => (account === undefined ? undefined : identityFor(account, address)?.name) ?? address,
      );
      const resources = [
        ...[...new Set(identities)].map((name) => `identity/${name}`),
        ...(configurationSet === undefined ? [] : [`configuration-set/${configurationSet}`]),
      ];
      return resources.map((resource) => ({
        action: 'ses:SendEmail',
        resource: `arn:aws:ses:${region}:${accountId}:${resource}`,
        context,
      }));
    },
    close: async () => undefined,
  };
}

/** What a person sees in the mailbox all the same, sooner or later. */
const ARRIVES: readonly MailOutcome[] = ['complaint', 'delay', 'out-of-office'];

/** What is told where nobody said what the account is like. */
const EVERYTHING_VERIFIED: MailAccount = { sandbox: false, identities: [], suppressed: {} };

/** @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html */
function refuseUnverified({ from, to }: Posted, account: MailAccount, region: string): void {
  const needed = [from, ...(account.sandbox ? to : [])];
  const unverified = needed.filter((address) => identityFor(account, address) === undefined);
  if (unverified.length === 0) return;
  const names = [...new Set(unverified)].join(', ');
  throw new AwsError(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${names}`,
  );
}
