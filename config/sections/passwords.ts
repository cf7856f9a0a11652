import * as z from 'zod';

export const passwordProfile = z.union([
  z
    .strictObject({
      length: z.int().min(20).max(128),
      symbols: z.boolean().describe('Whether `!#%+@:=?*` may appear; letters and digits always do.'),
    })
    .describe('Random characters.'),
  z
    .strictObject({
      words: z
        .int()
        .min(7)
        .max(10)
        .describe('Words of the EFF large list: 7 hold 90.5 bits, and each further one 12.9.'),
    })
    .describe('A passphrase, to be spoken and typed.'),
]);
