import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { EstateFile } from './estate-files.ts';
import { lineOf } from './lines.ts';
import { type Path, pathText, shortened } from './problem-words.ts';
import { cutValues } from './written-texts.ts';

/** One file of an estate, parsed. */
export class WrittenFile {
  readonly path: string;
  readonly value: unknown;
  /** What is no YAML, one line each; the value means nothing then. */
  readonly problems: readonly string[];
  private readonly lines = new LineCounter();
  private readonly document: Document;
  private readonly text: string;

  constructor({ path, text }: EstateFile) {
    this.path = path;
    this.text = text;
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    this.problems = this.document.errors.map(
      ({ pos, message }) => `${path}:${this.lines.linePos(pos[0]).line}: ${message}`,
    );
    this.value = this.problems.length === 0 ? this.document.toJS({ maxAliasCount: 100 }) : undefined;
  }

  /** A problem at a place of this file. */
  problem(place: Path, message: string): { readonly line: number; readonly text: string } {
    const line = lineOf(place, this.document.contents, this.lines);
    return { line, text: `${this.path}:${line}: ${pathText(place)} ${message}` };
  }

  /** What may be a mistake at a place of this file. */
  warning(place: Path, message: string): string {
    const line = lineOf(place, this.document.contents, this.lines);
    return `${this.path}:${line}: warning: ${pathText(place)}: ${message}`;
  }

  /** Values that end where a comment begins. @param schema  of what the file holds */
  warnings(schema: z.ZodType): readonly string[] {
    return cutValues(this.document, this.text, schema).map(({ path, value, rest, offset }) => {
      const { line, col } = this.lines.linePos(offset);
      return `${this.path}:${line}:${col}: warning: ${pathText(path)} is '${value}', and '${shortened(rest)}' behind it is a comment. Put the value into quotes, with that or without`;
    });
  }
}
