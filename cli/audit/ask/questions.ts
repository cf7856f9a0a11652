import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A question that auditors ask, as one file of SQL over the views of `contract/audit-views.ts`. */
export interface Question {
  /** Its file's name without `.sql`. */
  readonly name: string;
  readonly asks: string;
  /** The answer in a sentence: `{n}` is how many lines are listed, `{of}` how many were looked at. */
  readonly some: string;
  readonly none: string;
  readonly order: string;
  /** One `SELECT`. A line with `listed` = false was looked at, and is no answer. `tenant_id` and `cycle` say what it is about. */
  readonly sql: string;
}

const folder = join(import.meta.dirname, 'questions');

/** @throws for a file without its head: it would be a question that nobody can ask */
export function questions(): readonly Question[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => questionIn(file.slice(0, -'.sql'.length), readFileSync(join(folder, file), 'utf8')));
}

export function questionIn(name: string, sql: string): Question {
  const head = (member: string): string => {
    const found = new RegExp(`^-- ${member}: (.+)$`, 'm').exec(sql)?.[1];
    if (found === undefined) throw new Error(`the question ${name} does not say "-- ${member}: …"`);
    return found;
  };
  return { name, asks: head('asks'), some: head('some'), none: head('none'), order: head('order'), sql };
}

/** @throws for a name that is none of them, with those that are */
export function questionNamed(name: string): Question {
  const all = questions();
  const found = all.find((each) => each.name === name);
  if (found === undefined) {
    throw new Error(`there is no question ${name}: ask one of ${all.map((each) => each.name).join(', ')}`);
  }
  return found;
}
