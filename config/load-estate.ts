import { checkEstate } from './check-estate.ts';
import type { Contradiction } from './contradiction.ts';
import { type Estate, estateSchema } from './estate.ts';
import { type EstateFiles, estateFiles } from './estate-files.ts';
import { scheduleWarnings } from './schedule-coverage.ts';
import { tenant as tenantSchema } from './sections/tenant.ts';
import { skippedTimes } from './skipped-times.ts';
import { WrittenFile } from './written-estate.ts';

/** An estate: with what may be a mistake; or every mistake at once. Each is one line, which names file and place. */
export type LoadedEstate =
  | { readonly estate: Estate; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] };

/**
 * Reads and checks an estate: one file; or `estate.yaml` without `tenants`, and beside it a folder `tenants` with a file for each.
 *
 * @param path  the YAML file, in UTF-8 or UTF-16, or the folder of `estate.yaml`; it is named in each problem as given here
 * @param now  schedules are checked against the changes of clocks from this year on
 * @returns such as `estate.yaml:41: tenants[2].tenantId must be an Entra tenant id (a UUID), got 'contoso'`
 */
export function loadEstate(path: string, now = new Date()): LoadedEstate {
  const files = estateFiles(path);
  return 'problems' in files ? files : checked(files, now);
}

/** As `loadEstate`, for text that was read already. */
export const parseEstate = (text: string, path: string, now = new Date()): LoadedEstate =>
  checked({ main: { path, text }, tenants: [] }, now);

function checked(files: EstateFiles, now: Date): LoadedEstate {
  const main = new WrittenFile(files.main);
  const tenants = files.tenants.map((each) => new WrittenFile(each));
  const unparsed = [main, ...tenants].flatMap(({ problems }) => problems);
  if (unparsed.length > 0) return { problems: unparsed };
  const whole = composed(main, tenants);
  if ('problems' in whole) return whole;
  const result = checkEstate(whole.value);
  const skipped = skippedTimes(whole.value, now);
  if ('estate' in result && skipped.length === 0) {
    const cut = [main.warnings(estateSchema), ...tenants.map((each) => each.warnings(tenantSchema))].flat();
    const schedules = scheduleWarnings(result.estate).map(({ path, message }) => {
      const { file, place } = placed(path, main, tenants);
      return file.warning(place, message);
    });
    return { estate: result.estate, warnings: [...cut, ...schedules] };
  }
  return { problems: told([...('problems' in result ? result.problems : []), ...skipped], main, tenants) };
}

/** What all files say together. */
function composed(
  main: WrittenFile,
  tenants: readonly WrittenFile[],
): { readonly value: unknown } | { readonly problems: readonly string[] } {
  if (tenants.length === 0 || typeof main.value !== 'object' || main.value === null) return { value: main.value };
  if ('tenants' in main.value) {
    const where = tenants.map(({ path }) => path).join(', ');
    return {
      problems: [main.problem(['tenants'], `stand here, and in files of their own (${where}): keep one of both`).text],
    };
  }
  return { value: { ...main.value, tenants: tenants.map(({ value }) => value) } };
}

/** In which file a place of the estate stands, and where in it. */
function placed(
  path: Contradiction['path'],
  main: WrittenFile,
  tenants: readonly WrittenFile[],
): { readonly file: WrittenFile; readonly place: Contradiction['path'] } {
  const [section, index, ...rest] = path;
  const file = section === 'tenants' && typeof index === 'number' ? tenants[index] : undefined;
  return file === undefined ? { file: main, place: path } : { file, place: rest };
}

/** Problems in the order of files and lines, each with the file where its value stands. */
function told(
  problems: readonly Contradiction[],
  main: WrittenFile,
  tenants: readonly WrittenFile[],
): readonly string[] {
  const files = [main, ...tenants];
  return problems
    .map(({ path, message }) => {
      const { file, place } = placed(path, main, tenants);
      // Other tenants are named by their files too.
      const text = message.replaceAll(/\btenants\[(\d+)\]\.?/g, (named, other) => {
        const otherFile = tenants[Number(other)];
        if (otherFile === undefined) return named;
        return otherFile === file ? '' : `${otherFile.path}: `;
      });
      return { file: files.indexOf(file), ...file.problem(place, text) };
    })
    .sort((a, b) => a.file - b.file || a.line - b.line)
    .map((each) => each.text);
}
