import { browser, type Page } from '../../local/technician/browser.ts';
import { filled, formsIn, linksIn } from '../../local/technician/forms.ts';

/** Opens pages of the portal as one technician, who signs in when asked to. Where a name may go on in the next line, there is no text. */
export function signedInBrowser(portal: string, objectId: string): (path: string) => Promise<Page> {
  const { open, submit } = browser();
  const asRead = (page: Page): Page => ({ ...page, html: page.html.replaceAll('<wbr/>', '') });
  const openSignedIn = async (path: string): Promise<Page> => {
    const page = await open(new URL(path, portal));
    const signIn = linksIn(page.html).find((link) => link.startsWith('/sign-in?'));
    if (signIn === undefined) return page;
    const choice = await open(new URL(signIn, portal));
    const form = formsIn(choice.html).find(({ fields }) => fields.some(({ value }) => value === objectId));
    if (form === undefined) return choice;
    return submit(choice, form.action, filled(form, new Map(), { name: 'person', value: objectId }));
  };
  return async (path) => asRead(await openSignedIn(path));
}
