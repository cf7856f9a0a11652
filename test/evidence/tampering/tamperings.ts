import { chainEdits } from './chain-edits.ts';
import { checkpointEdits } from './checkpoint-edits.ts';
import { fileEdits } from './file-edits.ts';
import { lineEdits } from './line-edits.ts';
import { manifestEdits } from './manifest-edits.ts';
import { recordEdits } from './record-edits.ts';
import { rollBacks } from './roll-backs.ts';
import { tableEdits } from './table-edits.ts';
import type { Tampering } from './tampering.ts';

/** Every kind of tampering that we could think of. */
export const tamperings: readonly Tampering[] = [
  ...recordEdits,
  ...chainEdits,
  ...tableEdits,
  ...lineEdits,
  ...fileEdits,
  ...manifestEdits,
  ...checkpointEdits,
  ...rollBacks,
];
