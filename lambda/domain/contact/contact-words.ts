import type { ContactLanguage } from './contact-link.ts';

/** What a customer's contact reads, in a mail and on one page. It tells no secret, and names no page for technicians. */
export interface ContactWords {
  /** Of dates. */
  readonly locale: string;
  readonly accounts: (count: number) => string;
  readonly mail: {
    readonly subject: (tenant: string) => string;
    readonly what: (msp: string, tenant: string, accounts: string) => string;
    readonly window: (from: string) => string;
    readonly atOnce: string;
    readonly until: (until: string) => string;
    readonly choice: string;
    readonly button: string;
    readonly listTitle: string;
    readonly more: (count: number) => string;
    readonly only: string;
    readonly noSecret: (msp: string) => string;
  };
  readonly page: {
    readonly title: string;
    readonly what: (msp: string, tenant: string, accounts: string) => string;
    readonly until: (until: string) => string;
    readonly means: string;
    readonly reason: string;
    readonly confirm: string;
    readonly button: string;
    readonly notConfirmed: string;
    readonly stoppedTitle: string;
    readonly stopped: (msp: string) => string;
    readonly liftedTitle: string;
    readonly lifted: (msp: string) => string;
    readonly deadTitle: string;
    readonly dead: string;
    readonly refusedTitle: string;
    readonly refused: string;
    readonly againTitle: string;
    readonly again: string;
  };
}

const en: ContactWords = {
  locale: 'en-GB',
  accounts: (count) => `${count} ${count === 1 ? 'account' : 'accounts'}`,
  mail: {
    subject: (tenant) => `Passwords will be changed: ${tenant}`,
    what: (msp, tenant, accounts) =>
      `${msp} changes the passwords of ${accounts} of ${tenant} in Microsoft 365. A technician approves each of them first.`,
    window: (from) => `Changes begin at ${from} at the earliest.`,
    atOnce: 'Changes begin as soon as a technician has approved them.',
    until: (until) => `What has not been changed by ${until} stays as it is.`,
    choice: 'You need not do anything. If it does not suit you, you can stop it.',
    button: 'Stop these changes',
    listTitle: 'Accounts',
    more: (count) => `and ${count} more`,
    only: 'The link shows one page, which can stop these changes and do nothing else. Keep it to yourself: whoever has it can stop them.',
    noSecret: (msp) => `This mail holds no password, and nobody at ${msp} asks you for one.`,
  },
  page: {
    title: 'Stop these changes?',
    what: (msp, tenant, accounts) => `${msp} is to change the passwords of ${accounts} of ${tenant} in Microsoft 365.`,
    until: (until) => `What has not been changed by ${until} stays as it is.`,
    means:
      'If you stop it, no further password is changed in this round, unless your provider ends the stop. Accounts whose passwords were changed before keep their new ones.',
    reason: 'Why (optional; your provider reads it)',
    confirm: 'Yes, change no passwords in this round',
    button: 'Stop these changes',
    notConfirmed: 'Nothing was stopped: tick the box first.',
    stoppedTitle: 'Stopped',
    stopped: (msp) => `No further password is changed in this round. ${msp} is told.`,
    liftedTitle: 'The stop was ended',
    lifted: (msp) => `These changes were stopped, and ${msp} has ended that since. Please call ${msp}.`,
    deadTitle: 'This link does not work',
    dead: 'It is over, or not complete. Nothing was changed. Open the whole link from the mail, or call your provider.',
    refusedTitle: 'Nothing was stopped',
    refused: 'The form did not come from its own page. Open the link from the mail, and try again there.',
    againTitle: 'Try again',
    again: 'Something failed on our side, and it is not certain that anything was stopped. Try again in a minute.',
  },
};

const de: ContactWords = {
  locale: 'de-DE',
  accounts: (count) => `${count} ${count === 1 ? 'Konto' : 'Konten'}`,
  mail: {
    subject: (tenant) => `Passwörter werden geändert: ${tenant}`,
    what: (msp, tenant, accounts) =>
      `${msp} ändert die Passwörter von ${accounts} von ${tenant} in Microsoft 365. Jede Änderung gibt vorher ein Techniker frei.`,
    window: (from) => `Die Änderungen beginnen frühestens ${from}.`,
    atOnce: 'Die Änderungen beginnen, sobald ein Techniker sie freigegeben hat.',
    until: (until) => `Was bis ${until} nicht geändert ist, bleibt, wie es ist.`,
    choice: 'Sie müssen nichts tun. Wenn es Ihnen nicht passt, können Sie es anhalten.',
    button: 'Änderungen anhalten',
    listTitle: 'Konten',
    more: (count) => `und ${count} weitere`,
    only: 'Der Link zeigt eine einzige Seite, die diese Änderungen anhalten kann und sonst nichts. Geben Sie ihn nicht weiter: Wer ihn hat, kann sie anhalten.',
    noSecret: (msp) => `Diese Mail enthält kein Passwort, und niemand von ${msp} fragt Sie nach einem.`,
  },
  page: {
    title: 'Änderungen anhalten?',
    what: (msp, tenant, accounts) =>
      `${msp} soll die Passwörter von ${accounts} von ${tenant} in Microsoft 365 ändern.`,
    until: (until) => `Was bis ${until} nicht geändert ist, bleibt, wie es ist.`,
    means:
      'Wenn Sie es anhalten, wird in dieser Runde kein weiteres Passwort geändert, außer Ihr Dienstleister hebt das wieder auf. Konten, deren Passwörter schon geändert sind, behalten die neuen.',
    reason: 'Warum (freiwillig; Ihr Dienstleister liest es)',
    confirm: 'Ja, in dieser Runde keine Passwörter ändern',
    button: 'Änderungen anhalten',
    notConfirmed: 'Es wurde nichts angehalten: Setzen Sie zuerst das Häkchen.',
    stoppedTitle: 'Angehalten',
    stopped: (msp) => `In dieser Runde wird kein weiteres Passwort geändert. ${msp} wird benachrichtigt.`,
    liftedTitle: 'Wieder aufgehoben',
    lifted: (msp) =>
      `Die Änderungen waren angehalten; ${msp} hat das inzwischen aufgehoben. Bitte rufen Sie ${msp} an.`,
    deadTitle: 'Dieser Link geht nicht',
    dead: 'Er ist abgelaufen oder nicht vollständig. Es wurde nichts geändert. Öffnen Sie den ganzen Link aus der Mail, oder rufen Sie Ihren Dienstleister an.',
    refusedTitle: 'Es wurde nichts angehalten',
    refused:
      'Das Formular kam nicht von seiner eigenen Seite. Öffnen Sie den Link aus der Mail, und versuchen Sie es dort noch einmal.',
    againTitle: 'Noch einmal versuchen',
    again:
      'Bei uns ist etwas schiefgegangen, und es ist nicht sicher, ob etwas angehalten wurde. Versuchen Sie es in einer Minute noch einmal.',
  },
};

export const contactWords: Readonly<Record<ContactLanguage, ContactWords>> = { en, de };
