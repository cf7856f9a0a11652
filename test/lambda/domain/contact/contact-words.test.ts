import { expect, test } from '@jest/globals';
import { contactLanguages } from '../../../../lambda/domain/contact/contact-link.ts';
import { contactWords } from '../../../../lambda/domain/contact/contact-words.ts';

/** What is stopped is a whole round, which may take two weeks: no button and no title may say that it is one night. */
test.each(contactLanguages)('what a contact presses says what it does: %s', (language) => {
  const { mail, page } = contactWords[language];
  for (const each of [mail.button, page.title, page.button]) expect(each).toMatch(/\bstop\b|\banhalten\b/i);
  const said = [mail, page].flatMap((each) =>
    Object.values(each).map((text) => (typeof text === 'string' ? text : String(text))),
  );
  for (const each of said) expect(each).not.toMatch(/tonight|\bnight|today|heute|nacht/i);
});

test.each(contactLanguages)('all that is given to a sentence is in it: %s', (language) => {
  const { mail, page } = contactWords[language];
  const given = ['Fabrikam MSP', 'Contoso Ltd', '3 accounts'] as const;
  const [msp, tenant] = given;
  for (const said of [mail.what(...given), page.what(...given)]) for (const each of given) expect(said).toContain(each);
  expect(mail.subject(tenant)).toMatch(/\S.* Contoso Ltd$/);
  for (const says of [mail.noSecret, page.stopped, page.lifted]) expect(says(msp)).toMatch(/Fabrikam MSP\b.*\w/);
  for (const says of [mail.window, mail.until, page.until]) expect(says('7 Dec')).toMatch(/\w.*7 Dec.*\.$/);
  expect(mail.more(12)).toMatch(/\w 12 \w/);
});

test.each([
  ['en', ['0 accounts', '1 account', '2 accounts']],
  ['de', ['0 Konten', '1 Konto', '2 Konten']],
] as const)('accounts are counted: %s', (language, counted) => {
  expect([0, 1, 2].map(contactWords[language].accounts)).toEqual(counted);
});
