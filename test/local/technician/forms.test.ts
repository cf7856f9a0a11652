import { describe, expect, test } from '@jest/globals';
import { filled, formsIn, linksIn } from '../../../local/technician/forms.ts';

const page = `
  <a class="x" href="/sign-in?to=%2Fa&amp;b=1">Sign in</a>
  <form method="post" action="/save?x=1&amp;y=&quot;2&quot;">
    <input type="hidden" name="csrf" value="a&#39;b&lt;c&#x3e;"/>
    <input type='radio' name='choice' value='yes'><input type="radio" name="choice" value="no" checked="">
    <input name=plain value=bare disabled>
    <input type="text" value="nameless">
    <button name="step" value="go">Go</button><button type="button" name="other">x</button>
  </form>
  <form><textarea name="t"></textarea></form>`;

const first = () => {
  const [form] = formsIn(page);
  if (form === undefined) throw new Error('no form');
  return form;
};

describe('a form', () => {
  test('is read with what it would send, entities decoded', () => {
    expect(formsIn(page)).toHaveLength(2);
    expect(first().action).toBe('/save?x=1&y="2"');
    expect(Object.fromEntries(filled(first(), new Map()))).toEqual({ csrf: "a'b<c>", choice: 'no', plain: 'bare' });
  });

  test('is filled in: radio buttons by value, texts by name, with the pressed button', () => {
    const sent = filled(
      first(),
      new Map([
        ['choice', 'yes'],
        ['plain', 'é'],
      ]),
      { name: 'step', value: 'go' },
    );
    expect([...sent]).toEqual([
      ['csrf', "a'b<c>"],
      ['choice', 'yes'],
      ['plain', 'é'],
      ['step', 'go'],
    ]);
  });

  test('sends no value that it does not offer', () => {
    expect(
      filled(
        first(),
        new Map([
          ['choice', 'maybe'],
          ['unknown', 'x'],
        ]),
      ).has('choice'),
    ).toBe(false);
    expect(filled(first(), new Map([['unknown', 'x']])).has('unknown')).toBe(false);
  });
});

test('links are found', () => {
  expect(linksIn(page)).toEqual(['/sign-in?to=%2Fa&b=1']);
});
