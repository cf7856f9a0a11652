import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

const MOST_PRESSES = 200;

/** Presses Tab until a control has the focus. @throws where no Tab leads there, or where the focus is not seen */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    await page.keyboard.press('Tab');
    if (await control.evaluate((each) => each === each.ownerDocument.activeElement)) {
      expect(await control.evaluate((each) => getComputedStyle(each).outlineStyle)).not.toBe('none');
      return;
    }
  }
  throw new Error('no Tab leads there');
}
