import * as z from 'zod';
import type { RunningProduct } from '../../local/running-product.ts';
import { runByHand } from './run-by-hand.ts';

const checked = z.object({ checked: z.int(), left: z.int() });

/** Runs the function that looks for records before a cycle: so far ahead that there is one, whatever day it is. */
export const checkVaultByHand = async (product: RunningProduct): Promise<z.output<typeof checked>> =>
  checked.parse(await runByHand(product, 'check-vault', { hoursAhead: 2400 }));
