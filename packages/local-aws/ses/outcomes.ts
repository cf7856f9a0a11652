import { join } from 'node:path';
import { readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';
import type { MailAccount, MailOutcome } from './account.ts';

/** AWS's mailbox simulator. @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const SIMULATOR = '@simulator.amazonses.com';
const simulated: Readonly<Record<string, MailOutcome>> = {
  [`bounce${SIMULATOR}`]: 'bounce',
  [`complaint${SIMULATOR}`]: 'complaint',
  [`ooto${SIMULATOR}`]: 'out-of-office',
  [`suppressionlist${SIMULATOR}`]: 'suppressed',
};

const storedSchema = z.record(z.string(), z.enum(['BOUNCE', 'COMPLAINT']));

/** What becomes of mail, and which addresses SES sends nothing to any more because of it. */
export class Outcomes {
  private readonly file: string;
  private readonly added: Record<string, 'BOUNCE' | 'COMPLAINT'>;

  constructor(
    folder: string,
    private readonly account: () => MailAccount | undefined,
  ) {
    this.file = join(folder, 'suppressed.json');
    this.added = readJson(this.file, storedSchema) ?? {};
  }

  suppressed(): MailAccount['suppressed'] {
    return { ...this.added, ...this.account()?.suppressed };
  }

  /** What becomes of a mail to an address; `undefined`: it arrives. An address that bounced or complained is suppressed from then on. */
  next(address: string): MailOutcome | undefined {
    const asked = address.toLowerCase();
    const own = simulated[asked];
    if (own !== undefined || asked.endsWith(SIMULATOR)) return own; // the simulator's are never put on the list
    if (this.suppressed()[asked] !== undefined) return 'suppressed';
    const outcome = this.account()?.outcomes?.[asked];
    const reason = outcome === 'bounce' ? 'BOUNCE' : outcome === 'complaint' ? 'COMPLAINT' : undefined;
    if (reason !== undefined) {
      this.added[asked] = reason;
      writeJson(this.file, this.added);
    }
    return outcome;
  }
}
