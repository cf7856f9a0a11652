/** A control of a form: what it would send. */
interface Field {
  /** `text`, `hidden`, `radio`, `submit`, … */
  readonly type: string;
  readonly name: string;
  readonly value: string;
  readonly checked: boolean;
  /** Of a button that sends the form elsewhere. */
  readonly formAction?: string;
}

export interface Form {
  /** As written in the page; empty means the page's own address. */
  readonly action: string;
  readonly fields: readonly Field[];
}

/** The forms of a page. Reads what browsers read from well-formed HTML, and nothing else: no scripts, no selects. */
export function formsIn(html: string): readonly Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)].map(([, attributes = '', content = '']) => ({
    action: attributesIn(attributes).get('action') ?? '',
    fields: [...content.matchAll(/<(input|button|textarea)\b([^>]*)>/gi)].flatMap(([, tag = '', text = '']) => {
      const given = attributesIn(text);
      const name = given.get('name');
      if (name === undefined) return [];
      const type = given.get('type') ?? (tag.toLowerCase() === 'button' ? 'submit' : 'text');
      const formAction = given.get('formaction');
      return [
        {
          type: type.toLowerCase(),
          name,
          value: given.get('value') ?? '',
          checked: given.has('checked'),
          ...(formAction === undefined ? {} : { formAction }),
        },
      ];
    }),
  }));
}

/** Where the links of a page lead, as written. */
export const linksIn = (html: string): readonly string[] =>
  [...html.matchAll(/<a\b([^>]*)>/gi)].flatMap(([, text = '']) => attributesIn(text).get('href') ?? []);

/**
 * What a form sends: every field as it stands, but for those given, with the pressed button.
 *
 * @param changes  by name; a radio button counts when its value is the one given for its name
 */
export function filled(
  form: Form,
  changes: ReadonlyMap<string, string>,
  button?: { readonly name: string; readonly value: string },
): URLSearchParams {
  const sent = new URLSearchParams();
  for (const { type, name, value, checked } of form.fields) {
    if (type === 'submit' || type === 'button') continue;
    const changed = changes.get(name);
    if (type === 'radio' || type === 'checkbox') {
      if (changed === undefined ? checked : changed === value) sent.append(name, value);
    } else {
      sent.append(name, changed ?? value);
    }
  }
  if (button !== undefined) sent.append(button.name, button.value);
  return sent;
}

function attributesIn(text: string): ReadonlyMap<string, string> {
  const pattern = /([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
  return new Map(
    [...text.matchAll(pattern)].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decoded(double ?? single ?? bare ?? ''),
    ]),
  );
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16));
  });
