/**
 * Exports of DynamoDB that have begun and have no manifest: they are under way, or failed, and an audit bucket keeps them as they are. Nothing
 * tells what belongs to them, so nothing of them is read: neither by `audit verify` nor by a query.
 *
 * Taking the manifests away hides no more than taking the export away does: whatever is signed must stand elsewhere.
 */
export interface UnfinishedExports {
  /** Their own folders, which hold no more than `_started` and data, sorted. */
  readonly folders: readonly string[];
  /** Whether a data file that no manifest names may belong to one of them: those of incremental exports lie together. */
  mayHold(file: string): boolean;
}

/** @param files  paths, with slashes; all that lies beside exports, of which there may be many */
export function unfinishedExports(files: readonly string[]): UnfinishedExports {
  const folders = new Set<string>();
  for (const file of files) if (file.endsWith('/_started')) folders.add(folderOf(file));
  for (const file of files) if (/\/manifest-[^/]+$/.test(file)) folders.delete(folderOf(file));
  const data = new Set([...folders].flatMap((folder) => [`${folder}/data`, `${folderOf(folder)}/data`]));
  return { folders: [...folders].sort(), mayHold: (file) => data.has(folderOf(file)) };
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/'));
