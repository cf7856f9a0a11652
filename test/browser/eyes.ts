import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import * as z from 'zod';

/** Debian's Chromium, without what a closed network makes it wait for. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

const axeSource = readFileSync(
  createRequire(join(process.cwd(), 'package.json')).resolve('axe-core/axe.min.js'),
  'utf8',
);

const violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/**
 * How a page is looked at: each width in one theme, so that both themes and all widths have their turn. 640 px is a window of 1280 px at
 * 200 % zoom.
 */
const looks = [
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'dark', width: 640 },
  { colorScheme: 'dark', width: 1200 },
  { colorScheme: 'light', width: 1600 },
] as const;

/** Pictures for people: both themes, on a phone and on a desk. */
const pictures = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [375, 1200].map((width) => ({ colorScheme, width })),
);

/** Controls lower than a finger needs; links within text are exempt. */
const SMALL_TARGETS = `(() => {
  const controls = [...document.querySelectorAll('button, a.button, input, select, summary, nav a, label:has(input)')];
  return controls
    .map((each) => ({ each, box: each.getBoundingClientRect() }))
    .filter(({ each, box }) => box.height > 1 && box.height < 43.5 && !each.closest('label:has(input)') && each.type !== 'hidden')
    .map(({ each, box }) => each.outerHTML.slice(0, 100) + ' ' + Math.round(box.height) + ' px');
})()`;

/** Boxes that reach over the right edge: what makes a page scroll sideways. */
const SIDEWAYS = `document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('main *')].filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 160)).slice(-3).concat('the page scrolls sideways')`;

const texts = z.array(z.string());

/**
 * Looks at the page that is open: axe, sideways scrolling, and the height of controls, light and dark, from 320 to 1600 px. Where the
 * variable SCREENSHOTS names a folder, pictures go there.
 */
export function eyesOn(page: Page): (name: string) => Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  return async (name) => {
    const found: Record<string, readonly string[]> = {};
    for (const { colorScheme, width } of looks) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      // A bar that stays in sight covers whatever is below it just now, which axe takes for too small.
      await page.evaluate("for (const bar of document.querySelectorAll('.submit-bar')) bar.style.position = 'static'");
      await page.evaluate(axeSource);
      const axe: unknown = await page.evaluate(
        "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then((r) => r.violations)",
      );
      const complaints = violations.parse(axe).flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
      const sideways = texts.parse(await page.evaluate(SIDEWAYS));
      const small = texts.parse(await page.evaluate(SMALL_TARGETS));
      const all = [...complaints, ...sideways, ...small];
      if (all.length > 0) found[`${colorScheme} ${width}`] = all.slice(0, 5);
    }
    await page.evaluate("for (const bar of document.querySelectorAll('.submit-bar')) bar.style.position = ''");
    if (folder !== undefined) await takePictures(page, folder, name);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1200, height: 900 });
    expect({ name, found }).toEqual({ name, found: {} });
  };
}

async function takePictures(page: Page, folder: string, name: string): Promise<void> {
  for (const { colorScheme, width } of pictures) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: width < 500 ? 800 : 900 });
    const file = `${name.replaceAll(/[^a-z0-9]+/gi, '-')}-${colorScheme}-${width}.png`;
    await page.screenshot({ path: join(folder, file), fullPage: true });
  }
}
