import * as z from 'zod';
import type { RunningProduct } from '../../../local/running-product.ts';
import { browser, type Page } from '../../../local/technician/browser.ts';
import { filled, formsIn, linksIn } from '../../../local/technician/forms.ts';
import { type Technician, technician } from '../../../local/technician.ts';

interface Person {
  readonly mail: string;
  readonly objectId: string;
  /** How they work unattended. */
  readonly works: Technician;
}

export function personNamed({ estate, cloud, inbox }: RunningProduct, name: string): Person {
  const person = estate.technicians.find((each) => each.name.startsWith(name));
  if (person === undefined) throw new Error(`there is no technician ${name}`);
  const { portal } = cloud.addresses;
  return { ...person, works: technician({ portal, inboxApi: `${inbox.origin}/api/messages`, person }) };
}

/** Opens pages, and presses what they offer, without confirming that anything is stored. */
function visitor(objectId: string) {
  const { open, submit } = browser();
  const visit = async (address: string): Promise<Page> => {
    const page = await open(new URL(address));
    const signIn = linksIn(page.html).find((link) => link.startsWith('/sign-in?'));
    if (signIn === undefined) return page;
    const choice = await open(new URL(signIn, page.address));
    const form = formsIn(choice.html).find(({ fields }) => fields.some(({ value }) => value === objectId));
    return form === undefined
      ? choice
      : submit(choice, form.action, filled(form, new Map(), { name: 'person', value: objectId }));
  };
  const press = async (page: Page, ending: string, changes = new Map<string, string>()): Promise<Page> => {
    const form = formsIn(page.html).find(({ action }) => action.endsWith(ending));
    if (form === undefined) throw new Error(`no form '…${ending}' at /${page.address.pathname.split('/')[1]}`);
    return submit(page, form.action, filled(form, changes));
  };
  /** Sends the form of the list about one password. */
  const choose = async (page: Page, act: string, links: string): Promise<Page> => {
    const form = formsIn(page.html).find(({ action }) => action.endsWith('/passwords/show'));
    if (form === undefined) throw new Error('the list has no form');
    return submit(page, `/passwords/${act}`, filled(form, new Map(), { name: 'links', value: links }));
  };
  return { visit, press, choose };
}

const mails = z.array(
  z.object({ kind: z.string(), to: z.array(z.string()).default([]), text: z.string().default('') }),
);

/** The address at which somebody may agree to a further link: waits until the team's mail has it. */
async function addressToAgree({ cloud, inbox, estate }: RunningProduct): Promise<string> {
  for (;;) {
    const all = mails.parse(await (await fetch(`${inbox.origin}/api/messages`)).json());
    const texts = all.filter(({ kind, to }) => kind === 'mail' && to.includes(estate.msp.teamMail));
    const found = texts.flatMap(({ text }) => text.match(/https?:\/\/[^\s<>"]+/g) ?? []);
    const address = found.find((each) => each.startsWith(`${cloud.addresses.portal}/c/`));
    if (address !== undefined) return address;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Opens a password, asks for a further link, to which another technician agrees, and reports another password. */
export async function pressEverything(product: RunningProduct, ada: Person, bruno: Person): Promise<void> {
  const { cloud } = product;
  const { visit, choose } = visitor(ada.objectId);
  const other = visitor(bruno.objectId);
  const list = () => visit(`${cloud.addresses.portal}/passwords`);
  // Bruno may agree for any account of Fabrikam. One of Contoso's is his own: for that he is no second person.
  const offered = (page: Page) =>
    formsIn(page.html).flatMap(({ action, fields }) =>
      action.endsWith('/passwords/show')
        ? fields.flatMap(({ name, value }) => (name === 'links' && /^fabrikam\.[^,]*$/.test(value) ? [value] : []))
        : [],
    );
  const [first, second] = offered(await list());
  if (first === undefined || second === undefined) throw new Error('the list has fewer than two passwords of Fabrikam');
  await choose(await list(), 'show', first);
  await choose(await list(), 'renew', first);
  await other.press(await other.visit(await addressToAgree(product)), '/renew');
  await choose(await list(), 'show', second);
  await choose(await list(), 'report', second);
}

/** Opens the page of a button, and presses it. */
export async function pressButton({ cloud }: RunningProduct, { objectId }: Person, path: string): Promise<void> {
  const { visit, press } = visitor(objectId);
  const page = await visit(`${cloud.addresses.portal}${path}`);
  await press(page, path, new Map([['reason', 'to see that it works']]));
}

/** Looks at every page that only shows, signs out, and ends all sessions of that technician from another browser. */
export async function lookAtEverything({ cloud }: RunningProduct, { objectId }: Person): Promise<void> {
  const { portal } = cloud.addresses;
  const { visit, press } = visitor(objectId);
  let last = await visit(`${portal}/`);
  // From the list to a cycle, to a tenant in it, to an account of that.
  for (const wanted of [/^\/cycles$/, /^\/cycles\/[^/?]+$/, /\/tenants\/[^/?]+$/, /\/accounts\/[^/]+\/[^/]+$/]) {
    // A dry run has no accounts to look at.
    const next = linksIn(last.html).find((link) => wanted.test(link) && !link.includes('-dry-'));
    last = await visit(`${portal}${next ?? '/cycles'}`);
  }
  await visit(`${portal}/access`);
  await visit(`${portal}/evidence`);
  if (!last.address.pathname.includes('/accounts/')) throw new Error(`no account behind ${last.address.pathname}`);
  await press(last, '/sign-out');
  const elsewhere = visitor(objectId);
  await elsewhere.press(await elsewhere.visit(`${portal}/sessions`), '/sessions/end');
}

/**
 * A customer's contact follows a link that is not complete, and then the whole one, and stops the resets: without any sign-in. Waits until
 * the contact's mail has the link.
 */
export async function stopAsContact({ cloud, inbox }: RunningProduct, mail: string): Promise<void> {
  const { open, submit } = browser();
  const { portal } = cloud.addresses;
  for (;;) {
    const all = mails.parse(await (await fetch(`${inbox.origin}/api/messages`)).json());
    const texts = all.filter(({ kind, to, text }) => kind === 'mail' && to.includes(mail) && text.includes('/n/'));
    const address = texts.at(-1)?.text.match(/https?:\/\/\S+\/n\/\S+/)?.[0];
    if (address !== undefined) {
      await open(new URL(`${portal}/n/${'0'.repeat(32)}`));
      const page = await open(new URL(address));
      const [form] = formsIn(page.html);
      if (form === undefined) throw new Error("the contact's page has no form");
      const stopped = await submit(page, page.address.pathname, filled(form, new Map([['confirm', 'yes']])));
      if (stopped.status !== 200) throw new Error(`the contact's form was answered with ${stopped.status}`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
