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
