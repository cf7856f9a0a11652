import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderedMail } from '../../../../lambda/adapters/mail/rendered-mail.tsx';
import type { MailText } from '../../../../lambda/ports/messages.ts';
import { HOSTILE, nasty } from '../../domain/text/hostile.ts';

const url = 'https://portal.example/a/locator?x=1&y=2';
const says: MailText = {
  subject: 'Please decide',
  preview: 'Until Wednesday',
  paragraphs: ['First.', 'Second.'],
  sections: [
    { title: 'Tenants', rows: ['Contoso Ltd: 3 accounts', 'שלום: 4 accounts'] },
    { title: 'Nothing', rows: [] },
  ],
  action: { label: 'Review and decide', url },
  notes: ['The link is yours alone.'],
};

/** The words that a reader sees: without tags, and without what is for mail programs. */
const words = (html: string) =>
  html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<div style="display:none.*?<\/div>/s, '')
    .replace(/<!--.*?-->/gs, '')
    .replaceAll('<wbr/>', '')
    .replace(/<[^>]+>/g, '\n')
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '');

test('the text, exactly', async () => {
  const { subject, text } = await renderedMail(says);
  expect(subject).toBe('Please decide');
  expect(text).toBe(
    [
      'First.',
      'Second.',
      'Tenants:\n- Contoso Ltd: 3 accounts\n- \u2068שלום\u2069: 4 accounts',
      `Review and decide:\n${url}`,
      'The link is yours alone.',
      '',
    ].join('\n\n'),
  );
});

test('HTML and text say the same', async () => {
  const { html, text } = await renderedMail(says);
  const shown = words(html);
  for (const each of ['First.', 'Second.', 'Tenants', 'Contoso Ltd: 3 accounts', 'Review and decide']) {
    expect(shown).toContain(each);
    expect(text).toContain(each);
  }
  expect(shown).not.toContain('Nothing');
  expect(html).toContain(`href="${url.replace('&', '&amp;')}"`);
});

test('the preview is first in the HTML, and hidden; without one it is the first paragraph', async () => {
  const { html } = await renderedMail(says);
  expect(html).toMatch(/<body[^>]*><div style="display:none;[^"]*mso-hide:all[^"]*">Until Wednesday/);
  const { preview: _, ...without } = says;
  expect((await renderedMail(without)).html).toMatch(/<body[^>]*><div[^>]*>First\./);
});

describe('for programs that know little', () => {
  test('everything that a mail needs is inline, and Word gets a table of 600 pixels', async () => {
    const { html } = await renderedMail(says);
    expect(html).toContain('<!--[if mso]><table role="presentation" align="center" width="600"');
    expect(html).toContain('bgcolor="#0b5cad"');
    for (const [tag] of html.replace(/<!--.*?-->/gs, '').matchAll(/<(?:p|h1|h2|td|a)\b[^>]*>/g))
      expect([tag, tag.includes('style="')]).toEqual([tag, true]);
  });

  test('nothing is loaded, nothing is run, and there is one address', async () => {
    const { html } = await renderedMail(says);
    expect(html).not.toMatch(/<(?:script|img|link|iframe|object|form|base)\b|@import|url\(|\bon\w+=/i);
    expect([...html.matchAll(/https?:[^"<\s]+/g)].map(([each]) => each)).toEqual([url.replace('&', '&amp;')]);
  });

  test('200 rows stay below what Gmail shows in one piece', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, n) => `svc-backup-${n}@a-customer-with-a-long-name.onmicrosoft.com: failed`,
    );
    const { html, text } = await renderedMail({ ...says, sections: [{ title: 'Rows', rows }] });
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(words(html)).toContain('and 100 more: see the portal');
    expect(text).toContain('- and 100 more: see the portal');
  });
});

test('dark colours are asked for, and are no condition', async () => {
  const { html } = await renderedMail(says);
  expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
  expect(html).toContain('@media (prefers-color-scheme: dark)');
});

test('no name breaks out: whatever it is, the tags are the same', () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(nasty, fc.constantFrom(HOSTILE, '</p></td><script>', '<!--', ']]>', '"><img src=x>')),
      async (name) => {
        const tags = ({ html }: { readonly html: string }) =>
          html.match(/<[^>]*>/g)?.filter((each) => each !== '<wbr/>');
        const mailOf = (text: string): MailText => ({
          ...says,
          subject: `About ${text}`,
          preview: text,
          paragraphs: [`x ${text}`],
          sections: [{ title: `x ${text}`, rows: [`x ${text}`, { text: `x ${text}`, label: 'Open', url }] }],
          notes: [`x ${text}`],
        });
        const hostile = await renderedMail(mailOf(name));
        const plain = await renderedMail(mailOf('name'));
        expect(tags(hostile)).toEqual(tags(plain));
        expect(hostile.text.split('\n').length).toBe(plain.text.split('\n').length);
      },
    ),
  ));

test('a long name breaks after @ and dots, and nowhere else', async () => {
  const { html } = await renderedMail({ ...says, paragraphs: ['anna.b@contoso.example failed. And ... so on.'] });
  expect(html).toContain('>anna.<wbr/>b@<wbr/>contoso.<wbr/>example failed. And ... so on.</p>');
});
