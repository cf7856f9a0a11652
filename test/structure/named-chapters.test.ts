import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** What people are told to read must be there: a page of `docs`, and the chapter of it that is named. */

const folders = ['cli', 'lambda', 'config', 'contract', 'lib'];
const sources = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name)),
);

/** `docs/psa/autotask.md, "The keys"`, `docs/deploy.md`. */
const named = sources.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(docs\/[\w/-]+\.md)(?:, "([^"$]+)")?/g)].map(([, page = '', chapter]) => ({
    file,
    page,
    chapter,
  })),
);

const headingsOf = (page: string) => readFileSync(page, 'utf8').match(/^#+ .+$/gm) ?? [];

test('names are found in the sources', () => {
  expect(named.filter(({ chapter }) => chapter !== undefined).length).toBeGreaterThan(8);
});

test('each page, and each chapter of it, is there', () => {
  const missing = named.filter(
    ({ page, chapter }) =>
      !existsSync(page) ||
      (chapter !== undefined && !headingsOf(page).some((each) => each.replace(/^#+ /, '') === chapter)),
  );
  expect(missing).toEqual([]);
});
