/** A file of an auditor's folder, by its path there, which is its key in the audit bucket. */
export interface FolderFile {
  readonly path: string;
  readonly content: Buffer;
}
