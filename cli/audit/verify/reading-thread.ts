import { parentPort } from 'node:worker_threads';
import type { Piece } from './packed-records.ts';
import { type FileRead, type FileToRead, readRecordFile } from './read-record-file.ts';

/** Runs inside of a worker thread: reads the files that it is told, several at once. */

export interface ReadingOrder {
  readonly id: number;
  readonly file: FileToRead;
}

/** What a thread tells of the order with that id: its pieces first, then one of the others. */
export type ReadingNews = { readonly id: number } & (
  | { readonly piece: Piece }
  | { readonly read: FileRead }
  | { readonly failure: string }
);

if (parentPort === null) throw new Error('reading-thread.ts runs in a worker thread only');
const port = parentPort;
const tell = (news: ReadingNews, moved: ArrayBuffer[] = []): void => port.postMessage(news, moved);

port.on('message', async ({ id, file }: ReadingOrder) => {
  try {
    tell({ id, read: await readRecordFile(file, (piece) => tell({ id, piece }, [piece.places])) });
  } catch (error) {
    tell({ id, failure: error instanceof Error ? error.message : String(error) });
  }
});
