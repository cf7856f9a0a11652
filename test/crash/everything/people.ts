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

const mails = z.array(
  z.object({ kind: z.string(), to: z.array(z.string()).default([]), text: z.string().default('') }),
);

/** Addresses of one kind in a person's mails. */
async function addressesFor({ cloud, inbox }: RunningProduct, mail: string, prefix: string): Promise<string[]> {
  const all = mails.parse(await (await fetch(`${inbox.origin}/api/messages`)).json());
  const texts = all.filter(({ kind, to }) => kind === 'mail' && to.includes(mail)).map(({ text }) => text);
  const found = texts.flatMap((text) => text.match(/https?:\/\/[^\s<>"]+/g) ?? []);
  return [...new Set(found.filter((each) => each.startsWith(`${cloud.addresses.portal}${prefix}`)))];
}

/** Opens links, and presses what their pages offer, without confirming that anything is stored. */
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
  const press = async (page: Page, ending: string): Promise<Page> => {
    const form = formsIn(page.html).find(({ action }) => action.endsWith(ending));
    if (form === undefined) throw new Error(`no form '…${ending}' at /${page.address.pathname.split('/')[1]}`);
    return submit(page, form.action, filled(form, new Map()));
  };
  return { visit, press };
}

/** Opens a password, gets a new link for it, and reports another. */
export async function pressEverything(product: RunningProduct, { mail, objectId }: Person): Promise<void> {
  const [first = '', second = ''] = await addressesFor(product, mail, '/c/');
  const { visit, press } = visitor(objectId);
  await press(await visit(first), new URL(first).pathname);
  await press(await visit(first), '/renew');
  await press(await visit(second), new URL(second).pathname);
  await press(await visit(second), '/report');
}

/** Looks at every page that only shows, signs out, and ends all sessions of that technician from another browser. */
export async function lookAtEverything({ cloud }: RunningProduct, { objectId }: Person): Promise<void> {
  const { portal } = cloud.addresses;
  const { visit, press } = visitor(objectId);
  let last = await visit(`${portal}/`);
  for (const prefix of ['/cycles', '/cycles/', '/cycles/']) {
    const next = linksIn(last.html).filter(
      // A dry run has no accounts to look at.
      (link) => link.startsWith(prefix) && link !== last.address.pathname && !link.includes('-dry-'),
    );
    // The deepest page that this one leads to: a cycle, then an account of it.
    const [deepest = '/cycles'] = next.sort((one, other) => other.split('/').length - one.split('/').length);
    last = await visit(`${portal}${deepest}`);
  }
  await visit(`${portal}/access`);
  if (!last.address.pathname.includes('/accounts/')) throw new Error(`no account behind ${last.address.pathname}`);
  await press(last, '/sign-out');
  const elsewhere = visitor(objectId);
  await elsewhere.press(await elsewhere.visit(`${portal}/sessions`), '/sessions/end');
}
