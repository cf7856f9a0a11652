import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Traces of errors in the words of the sources, as with `process.setSourceMapsEnabled(true)`. That reads and parses the map of each file that
 * is loaded, a megabyte for each function, though most functions never throw. Here a map is read when somebody looks at a trace.
 */

/** @type {Map<string, SourceMap | undefined>} */
const maps = new Map();

/** @param {string} file */
function mapOf(file) {
  if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
  return maps.get(file);
}

/** @param {string} file */
function readMap(file) {
  try {
    return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  } catch {
    return undefined; // whatever is wrong with it, the trace of the error is worth more
  }
}

/** @param {NodeJS.CallSite} site */
function told(site) {
  const name = site.getFileName();
  const file = name?.startsWith('file:') ? fileURLToPath(name) : name;
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
  if (typeof file !== 'string' || line === null || column === null) return String(site);
  const entry = mapOf(file)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalSource' in entry)) return String(site);
  const place = `${resolve(dirname(file), entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  const called = site.getFunctionName();
  return called === null ? place : `${called} (${place})`;
}

/** From now on, whoever reads the `stack` of an error gets it mapped. */
export function mapTraces() {
  Error.prepareStackTrace = (error, sites) =>
    [String(error), ...sites.map((site) => `    at ${told(site)}`)].join('\n');
}
