import { z } from 'zod';
import { browser, type Page } from './technician/browser.ts';
import { isStoredForm, linksNamed, linksOffered, mostOffered, nextIn, PASSWORDS } from './technician/collecting.ts';
import { type Form, filled, formsIn, linksIn } from './technician/forms.ts';

export interface TechnicianOptions {
  /** Where the pages are, without a slash at the end. */
  readonly portal: string;
  /** Address of the inbox's list of messages. */
  readonly inboxApi: string;
  readonly person: { readonly objectId: string; readonly mail: string };
  /** Follows each link in a browser that nobody is signed in with. Left out: signs in once. */
  readonly signsInAnew?: boolean;
}

/** How far it got with the mails that had arrived. */
interface Progress {
  /** Decisions sent, or passwords collected. */
  readonly done: number;
  /** Mails that could not be dealt with now; the next call tries them again. */
  readonly open: number;
}

/**
 * A technician who works unattended, over HTTP and by the same pages that people use: reads the mail, follows its link,
 * signs in, fills in the form, confirms. What a page does not offer, such as an account of their own, is left alone.
 */
export interface Technician {
  decideAll(decision: 'approve' | 'reject'): Promise<Progress>;
  /** Collects each password that waits, and confirms that it is stored. Keeps none, prints none. */
  collectAll(): Promise<Progress>;
}

/** What following one link led to; `undefined`: nothing, try again. */
interface Followed {
  readonly done: number;
  readonly finished: boolean;
}

const nothing: Followed = { done: 0, finished: true };
const REASON = 'Decided unattended';

export function technician({ portal, inboxApi, person, signsInAnew = false }: TechnicianOptions): Technician {
  let { open, submit } = browser();

  /** A page of the portal, after signing in if it asks for that. */
  const openSignedIn = async (address: string): Promise<Page> => signedInFrom(await open(new URL(address)));

  /** Where a page leads that asks for a sign-in, first or once more; any other page itself. */
  const signedInFrom = async (page: Page): Promise<Page> => {
    const signIn = linksIn(page.html).find((link) => link.startsWith('/sign-in?'));
    if (signIn === undefined) return page;
    const choice = await open(new URL(signIn, portal));
    const form = formsIn(choice.html).find(({ fields }) =>
      fields.some(({ name, value }) => name === 'person' && value === person.objectId),
    );
    // Somebody who is signed in at Microsoft already may be led back at once.
    if (form === undefined) return choice;
    return submit(choice, form.action, filled(form, new Map(), { name: 'person', value: person.objectId }));
  };

  const decide = async (address: string, decision: 'approve' | 'reject'): Promise<Followed | undefined> => {
    const page = await openSignedIn(address);
    // The link is dead, or nothing is asked of this technician.
    if (!page.address.pathname.endsWith('/approvals')) return isAnswer(page, '/cycles/') ? nothing : undefined;
    const all = new URL(`?view=${decision}`, page.address);
    const review = await open(all);
    const form = formsIn(review.html).find(isConfirmation);
    if (form === undefined) return isAnswer(review, '/cycles/') ? nothing : undefined;
    if (!(await confirm(review, form, decision))) return undefined;
    // What could not be recorded just now is offered again; so are accounts that did not fit into one review.
    const left = formsIn((await open(all)).html)
      .filter(isConfirmation)
      .flatMap(decisionsIn);
    return { done: decisionsIn(form).filter((name) => !left.includes(name)).length, finished: left.length === 0 };
  };

  /** Confirms, and goes on with what there was no time for. @returns whether the portal took it */
  const confirm = async (review: Page, first: Form, decision: 'approve' | 'reject'): Promise<boolean> => {
    let from = review;
    for (let form: Form | undefined = first; form !== undefined; form = formsIn(from.html).find(isConfirmation)) {
      const reason = new Map([[`reason.${decision}`, REASON]]);
      from = await submit(from, form.action, filled(form, reason, { name: 'step', value: 'confirm' }));
      if (from.status !== 200) return false;
    }
    return true;
  };

  /** Collects what the page of passwords offers, many together, until it offers no more. */
  const collect = async (): Promise<Followed | undefined> => {
    let done = 0;
    let page = await openSignedIn(`${portal}${PASSWORDS}`);
    for (;;) {
      const stored = formsIn(page.html).find(isStoredForm);
      const showing = formsIn(page.html).find((form) => linksOffered(form).length > 0);
      const form = stored ?? showing;
      // Nothing to press: all is collected, or waits for somebody else.
      if (form === undefined) return isAnswer(page, PASSWORDS) ? { done, finished: true } : undefined;
      const button = stored === undefined ? mostOffered(form) : nextIn(stored);
      const answer = await submit(page, form.action, filled(form, new Map(), button));
      if (stored !== undefined && answer.status === 200) done += linksNamed(stored);
      // A sign-in that was too old leads back to the page, whose buttons the next call presses.
      if (answer.status !== 200) return signedInFrom(answer).then(() => ({ done, finished: false }));
      page = await signedInFrom(answer);
    }
  };

  /** Looks at the page of passwords, once a mail has told of it: it tells once in a cycle, however many follow. */
  const collectAll = async (): Promise<Progress> => {
    const mails = await mailsTo(inboxApi, person.mail);
    if (!mails.some(({ text }) => addressesIn(text, `${portal}${PASSWORDS}`).length > 0)) return { done: 0, open: 0 };
    if (signsInAnew) ({ open, submit } = browser());
    const collected = await collect().catch(() => undefined);
    return { done: collected?.done ?? 0, open: collected?.finished === true ? 0 : 1 };
  };

  /** Follows the links of one kind in all mails that were not dealt with before. */
  const workThrough = (prefix: string, follow: (address: string) => Promise<Followed | undefined>) => {
    const finished = new Set<string>();
    return async (): Promise<Progress> => {
      let done = 0;
      let unfinished = 0;
      for (const mail of await mailsTo(inboxApi, person.mail)) {
        for (const address of addressesIn(mail.text, `${portal}${prefix}`)) {
          const task = `${mail.id} ${address}`;
          if (finished.has(task)) continue;
          if (signsInAnew) ({ open, submit } = browser());
          const followed = await follow(address).catch(() => undefined);
          if (followed?.finished === true) finished.add(task);
          else unfinished++;
          done += followed?.done ?? 0;
        }
      }
      return { done, open: unfinished };
    };
  };

  const decideAll = {
    approve: workThrough('/a/', (address) => decide(address, 'approve')),
    reject: workThrough('/a/', (address) => decide(address, 'reject')),
  };
  return { decideAll: (decision) => decideAll[decision](), collectAll };
}

/** Whether the portal said how things stand, rather than that it cannot say now or who is asking. */
const isAnswer = ({ status, address }: Page, prefix: string): boolean =>
  status === 404 || (status < 500 && address.pathname.startsWith(prefix));

const decisionsIn = (form: Form): readonly string[] => [
  ...new Set(form.fields.map(({ name }) => name).filter((name) => name.startsWith('decision.'))),
];
const isConfirmation = (form: Form): boolean =>
  decisionsIn(form).length > 0 &&
  form.fields.some(({ type, name, value }) => type === 'submit' && name === 'step' && value === 'confirm');

const mailsSchema = z.array(
  z.object({ id: z.string(), kind: z.string(), to: z.array(z.string()).default([]), text: z.string().default('') }),
);

/** Oldest first. */
async function mailsTo(inboxApi: string, mail: string) {
  const response = await fetch(inboxApi);
  const messages = mailsSchema.parse(await response.json());
  return messages.filter(({ kind, to }) => kind === 'mail' && to.includes(mail)).reverse();
}

const addressesIn = (text: string, prefix: string): readonly string[] => [
  ...new Set(
    (text.match(/https?:\/\/[^\s<>"]+/g) ?? [])
      .map((each) => each.replace(/[.,;:!?)\]]+$/, ''))
      .filter((each) => each.startsWith(prefix)),
  ),
];
