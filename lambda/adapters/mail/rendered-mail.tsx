import type { MailText } from '../../ports/messages.ts';
import { MailPage } from './mail-page.tsx';
import { plainText } from './plain-text.ts';
import { readyMail } from './ready-mail.ts';

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail as text and as HTML. JSX escapes whatever is put into the HTML. */
export async function renderedMail(says: MailText): Promise<RenderedMail> {
  const ready = readyMail(says);
  const page = await (<MailPage mail={ready} />).toString();
  return { subject: ready.subject, text: plainText(ready), html: `<!doctype html>${page}` };
}
