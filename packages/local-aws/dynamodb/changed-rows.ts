import type { JsonObject } from '../service.ts';
import type { TableChange } from './streams.ts';

/**
 * What an incremental export tells: for each row that was changed, how it was before the first change of the window and how it is after the
 * last. One that was added and removed within it is not told.
 */
export async function changedRows(changes: AsyncIterable<TableChange>): Promise<readonly JsonObject[]> {
  const rows = new Map<string, TableChange>();
  for await (const change of changes) {
    const key = JSON.stringify(change.keys);
    const { oldImage } = rows.get(key) ?? change;
    rows.set(key, { ...change, oldImage });
  }
  return [...rows.values()]
    .filter(({ oldImage, newImage }) => oldImage !== undefined || newImage !== undefined)
    .map(({ at, keys, oldImage, newImage }) => ({
      Metadata: { WriteTimestampMicros: { N: `${at}000` } },
      Keys: keys,
      ...(newImage === undefined ? {} : { NewImage: newImage }),
      ...(oldImage === undefined ? {} : { OldImage: oldImage }),
    }));
}
