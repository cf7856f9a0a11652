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
 * Takes pictures, light and dark, wide and as on a phone, and checks each with axe and for sideways scrolling.
 *
 * @param pictures  folder; the variable SCREENSHOTS replaces it
 */
export function eyesOn(page: Page, pictures: string): (name: string) => Promise<void> {
  const folder = process.env.SCREENSHOTS ?? pictures;
  mkdirSync(folder, { recursive: true });
  return async (name) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1200, 320]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
        await page.evaluate(axeSource);
        const found: unknown = await page.evaluate(
          "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then((r) => r.violations)",
        );
        const complaints = violations.parse(found).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        expect({ name, colorScheme, width, complaints }).toEqual({ name, colorScheme, width, complaints: [] });
        const sideways: unknown = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
        expect({ name, width, sideways }).toEqual({ name, width, sideways: false });
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1200, height: 900 });
  };
}
