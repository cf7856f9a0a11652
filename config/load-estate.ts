import { existsSync, readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { decoded } from '../lambda/domain/text/decoded.ts';
import { checkEstate } from './check-estate.ts';
import { type Estate, estateSchema } from './estate.ts';
import { lineOf } from './lines.ts';
import { pathText, shortened } from './problem-words.ts';
import { scheduleWarnings } from './schedule-coverage.ts';
import { skippedTimes } from './skipped-times.ts';
import { cutValues } from './written-texts.ts';

/** An estate file: its estate, with what may be a mistake; or every mistake at once. Each is one line, which names file and place. */
export type LoadedEstate =
  | { readonly estate: Estate; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] };

/**
 * Reads and checks an estate file.
 *
 * @param path  the YAML file, in UTF-8 or UTF-16; it is named in each problem as given here
 * @param now  schedules are checked against the changes of clocks from this year on
 * @returns such as `estate.yaml:41: tenants[2].tenantId must be an Entra tenant id (a UUID), got 'contoso'`
 */
export function loadEstate(path: string, now = new Date()): LoadedEstate {
  if (!existsSync(path)) {
    return { problems: [`${path}: does not exist; give the path of an estate file, such as config/example.yaml`] };
  }
  return parseEstate(decoded(readFileSync(path)), path, now);
}

/** As `loadEstate`, for text that was read already. */
export function parseEstate(text: string, path: string, now = new Date()): LoadedEstate {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return { problems: document.errors.map((each) => `${path}:${lines.linePos(each.pos[0]).line}: ${each.message}`) };
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const checked = checkEstate(value);
  const skipped = skippedTimes(value, now);
  if ('estate' in checked && skipped.length === 0) {
    const warnings = cutValues(document, text, estateSchema).map((each) => {
      const { line, col } = lines.linePos(each.offset);
      return `${path}:${line}:${col}: warning: ${pathText(each.path)} is '${each.value}', and '${shortened(each.rest)}' behind it is a comment. Put the value into quotes, with that or without`;
    });
    const schedules = scheduleWarnings(checked.estate).map(
      ({ path: place, message }) =>
        `${path}:${lineOf(place, document.contents, lines)}: warning: ${pathText(place)}: ${message}`,
    );
    return { estate: checked.estate, warnings: [...warnings, ...schedules] };
  }
  const problems = [...('problems' in checked ? checked.problems : []), ...skipped].map((each) => {
    const line = lineOf(each.path, document.contents, lines);
    return { line, text: `${path}:${line}: ${pathText(each.path)} ${each.message}` };
  });
  return { problems: problems.sort((a, b) => a.line - b.line).map((each) => each.text) };
}
