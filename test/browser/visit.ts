import type { Locator, Page } from 'playwright-core';

/** What a person did and waited for to reach an end: what such a figure is made of, whatever the machine. */
export interface Effort {
  /** Presses of buttons, links, boxes and choices. */
  readonly clicks: number;
  /** What the portal sent: pages and what they fetch, without styles, script and icon, which browsers keep. */
  readonly bytes: number;
  readonly seconds: number;
  /** Of the tallest page on the way, in CSS pixels. */
  readonly tallest: number;
}

/** A person at work in a browser whose clicks and bytes are counted. */
export class Visit {
  private clicks = 0;
  private bytes = 0;
  private tallest = 0;
  private begun = Date.now();
  private readonly reads: Promise<void>[] = [];

  constructor(readonly page: Page) {
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.startsWith('/assets/')) return;
      const read = response.body().then(
        (body) => {
          this.bytes += body.byteLength;
        },
        () => undefined, // a redirect has none
      );
      this.reads.push(read);
    });
  }

  /** Counts from here on. */
  begin(): void {
    this.clicks = 0;
    this.bytes = 0;
    this.tallest = 0;
    this.begun = Date.now();
  }

  async press(control: Locator): Promise<void> {
    await control.click();
    this.clicks += 1;
    await this.page.waitForLoadState();
    const height: unknown = await this.page.evaluate('document.documentElement.scrollHeight');
    this.tallest = Math.max(this.tallest, Number(height));
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name }).first();
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name }).first();
  }

  async effort(): Promise<Effort> {
    await Promise.all(this.reads.splice(0));
    const { clicks, bytes, tallest, begun } = this;
    return { clicks, bytes, tallest, seconds: (Date.now() - begun) / 1000 };
  }
}

/** "approve 480 but three: 6 clicks, 312 KB, 4.1 s, tallest page 5210 px" */
export const effortWords = (what: string, { clicks, bytes, seconds, tallest }: Effort): string =>
  `${what}: ${clicks} clicks, ${Math.round(bytes / 1000)} KB, ${seconds.toFixed(1)} s, tallest page ${tallest} px`;
