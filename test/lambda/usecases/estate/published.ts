import { canonicalEstate } from '../../../../config/canonical-estate.ts';
import type { Estate } from '../../../../config/estate.ts';
import type { PublishedEstates } from '../../../../lambda/ports/estates.ts';

/** A table of estates in memory. */
export class PublishedInMemory implements PublishedEstates {
  named: string | undefined;
  readonly texts = new Map<string, string>();
  readonly asked: string[] = [];
  /** Thrown by the next reads. */
  failure: Error | undefined;

  /** Puts an estate in force. @returns its hash */
  put(estate: Estate): string {
    const { text, hash } = canonicalEstate(estate);
    this.texts.set(hash, text);
    this.named = hash;
    return hash;
  }

  async current(): Promise<string | undefined> {
    this.asked.push('current');
    if (this.failure !== undefined) throw this.failure;
    return this.named;
  }

  async text(hash: string): Promise<string | undefined> {
    this.asked.push('text');
    if (this.failure !== undefined) throw this.failure;
    return this.texts.get(hash);
  }
}
