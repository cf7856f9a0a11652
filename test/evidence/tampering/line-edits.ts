import type { Image } from '../attribute-values.ts';
import type { Seeded } from '../seeded.ts';
import type { HeldEvidence } from './held-evidence.ts';
import { type PlacedLine, parsedLine } from './stored-lines.ts';
import type { Tampering } from './tampering.ts';

/** Lines that one reader of JSON reads one way, and another another way: SQL engines take the first of two members, or fold their case. */

const imageOfLine = (text: string): Image => {
  const line = parsedLine(text);
  return line.Item ?? line.NewImage ?? {};
};
const holderOf = (text: string) => (parsedLine(text).Item === undefined ? 'NewImage' : 'Item');
/** The same row with Mallory as its actor. */
const mallory = (text: string): string =>
  JSON.stringify({ ...imageOfLine(text), actor: { M: { kind: { S: 'system' }, name: { S: 'Mallory' } } } });
const malloryAlone = '{"M":{"kind":{"S":"system"},"name":{"S":"Mallory"}}}';
const whole = (text: string): string => JSON.stringify(imageOfLine(text));

type Rewriting = (text: string, random: Seeded) => string;

const rewritings: Readonly<Record<string, Rewriting>> = {
  'the row twice, a forged one first': (text) =>
    text.replace(/"(Item|NewImage)":/, (found) => `${found}${mallory(text)},${found}`),
  'the row twice, a forged one last': (text) => text.replace(/\}$/, `,"${holderOf(text)}":${mallory(text)}}`),
  'the row under another case of its name too': (text) =>
    text.replace(/\}$/, `,"${holderOf(text).toLowerCase()}":${mallory(text)}}`),
  'a full row and a changed one in one line': (text) =>
    text.replace(/\}$/, `,"${holderOf(text) === 'Item' ? 'NewImage' : 'Item'}":${mallory(text)}}`),
  'an attribute twice, a forged one first': (text) => text.replace(/"actor":/, `"actor":${malloryAlone},"actor":`),
  'an attribute twice, a forged one last': (text) =>
    text.replace(whole(text), `${whole(text).slice(0, -1)},"actor":${malloryAlone}}`),
  'an attribute under another case of its name too': (text) =>
    text.replace(whole(text), `{"Actor":${malloryAlone},${whole(text).slice(1)}`),
  'an attribute twice, once with its name escaped': (text) =>
    text.replace(whole(text), `{"\\u0061ctor":${malloryAlone},${whole(text).slice(1)}`),
  'an attribute that no record has': (text) =>
    text.replace(whole(text), `${whole(text).slice(0, -1)},"approvedBy":{"S":"Mallory"}}`),
  'an attribute called __proto__': (text) =>
    text.replace(whole(text), `{"__proto__":{"M":{"outcome":{"S":"failed"}}},${whole(text).slice(1)}`),
  'a type twice': (text) => text.replace(/"outcome":\{/, '"outcome":{"S":"refused",'),
  'two types of one value': (text) => text.replace(/"outcome":\{/, '"outcome":{"N":"1",'),
  'an empty value': (text) => text.replace(/"outcome":\{"S":"[a-z]+"\}/, '"outcome":{}'),
  'a value without a type': (text) => text.replace(/"outcome":\{"S":("[a-z]+")\}/, '"outcome":$1'),
  'a number as text': (text) => text.replace(/"schema":\{"N":"1"\}/, '"schema":{"S":"1"}'),
  'a number with a fraction': (text) => text.replace(/"schema":\{"N":"1"\}/, '"schema":{"N":"1.0"}'),
  'a number with an exponent': (text) => text.replace(/"schema":\{"N":"1"\}/, '"schema":{"N":"1e0"}'),
  'a number with a sign': (text) => text.replace(/"schema":\{"N":"1"\}/, '"schema":{"N":"+1"}'),
  'a number with a zero before it': (text) => text.replace(/("sequence":\{"N":")/, '$10'),
  'a number with spaces': (text) => text.replace(/"schema":\{"N":"1"\}/, '"schema":{"N":" 1 "}'),
  'a number in hexadecimal digits': (text) => text.replace(/"schema":\{"N":"1"\}/, '"schema":{"N":"0x1"}'),
  'a bare number': (text) => text.replace(/"schema":\{"N":"1"\}/, '"schema":{"N":1}'),
  'a set in place of a text': (text) => text.replace(/"component":\{"S":("[^"]+")\}/, '"component":{"SS":[$1]}'),
  'bytes in place of a text': (text) => text.replace(/"component":\{"S":"([^"]+)"\}/, '"component":{"B":"$1"}'),
  'half of a surrogate pair': (text) => text.replace(/"component":\{"S":"/, '"component":{"S":"\\ud83d'),
  'a member of the line that none has': (text) => text.replace(/^\{/, '{"Comment":"checked",'),
  'a comment': (text) => text.replace(/^\{/, '{/* checked */'),
  'a comma too many': (text) => text.replace(/\}$/, ',}'),
  'two rows in one line': (text) => `${text}${text.replace(whole(text), mallory(text))}`,
  'a list around the row': (text) => `[${text}]`,
  nothing: () => 'null',
  'no text at all': () => '',
  'half a row': (text) => text.slice(0, Math.floor(text.length / 2)),
  'a mark of byte order before the row': (text) => `\ufeff${text}`,
  'a carriage return within it, which some readers take for the end of a line': (text) => text.replace(/^\{/, `{\r`),
};

const keyed: Readonly<Record<string, Rewriting>> = {
  'a key of another record': (text) => text.replace(/("Keys":\{"chain":\{"S":")[^"]+/, '$1-#mallory'),
  'a key with another number': (text) => text.replace(/("Keys":.*?"sequence":\{"N":")/, '$19'),
  'no key': (text) => text.replace(/"Keys":\{.*?\}\},/, ''),
  'an old row of a new record': (text) => text.replace(/\}$/, `,"OldImage":${mallory(text)}}`),
};

const named = (
  all: Readonly<Record<string, Rewriting>>,
  ofLines: (evidence: HeldEvidence) => readonly PlacedLine[],
): readonly Tampering[] =>
  Object.entries(all).map(([name, rewrite]) => ({
    name: `a line holds ${name}`,
    rights: 'copy',
    edit(evidence, random) {
      const line = random.of(ofLines(evidence));
      const text = rewrite(line.text, random);
      if (text === line.text) return undefined;
      evidence.rewrite(line, text);
      // A record that is changed by it may be named by its chain as well as by its line.
      return { kinds: ['unreadable-line', 'record-overwritten'], file: line.file };
    },
  }));

const notFirst = (lines: readonly PlacedLine[]) => lines.slice(1, -1);
/** Neither the first nor the last of a file, which its name is made from. */
const anyLine = (evidence: HeldEvidence) =>
  [...evidence.archiveFiles(), ...evidence.exportFiles()].flatMap((file) => notFirst(evidence.linesOf(file)));
const keyedLine = (evidence: HeldEvidence) => anyLine(evidence).filter(({ text }) => text.includes('"Keys"'));

export const lineEdits: readonly Tampering[] = [...named(rewritings, anyLine), ...named(keyed, keyedLine)];
