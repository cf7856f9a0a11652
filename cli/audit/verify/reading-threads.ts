import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { build, stop } from 'esbuild';
import type { Piece } from './packed-records.ts';
import { type FileRead, type FileToRead, readRecordFile } from './read-record-file.ts';
import type { ReadingNews, ReadingOrder } from './reading-thread.ts';

/** Reads files, in this thread or in others: what is read is the same. */
export interface Readers {
  readonly threads: number;
  /** How many files to give it at once. */
  readonly ahead: number;
  /** @throws what is the matter with the disk or with a thread: never less than the whole file */
  read(file: FileToRead, take: (piece: Piece) => void): Promise<FileRead>;
  close(): Promise<void>;
}

/** Starting threads takes a third of a second: as long as reading so many compressed bytes. */
const WORTH_THREADS_BYTES = 4 * 1024 * 1024;
/** One takes some 16 MB. Two read about as fast as this thread puts together. */
const MOST_THREADS = 2;
/** So many files are opened ahead of the one whose lines this thread looks at. */
const AHEAD = 8;
/** So many wait for each of the others, so that none is ever idle. */
const AHEAD_OF_THREAD = 3;
/** What lines become is garbage at once: more only takes memory. */
const YOUNG_MB = 2;

/**
 * @param bytes  how many are to be read
 * @param threads  how many threads read them; 0: this one. Left out: one for each core, where it is worth it
 */
export async function startReaders(bytes: number, threads?: number): Promise<Readers> {
  const wanted = threads ?? (bytes < WORTH_THREADS_BYTES ? 0 : Math.min(MOST_THREADS, availableParallelism()));
  return wanted === 0 ? here : ReadingThreads.start(wanted);
}

const here: Readers = { threads: 0, ahead: AHEAD, read: readRecordFile, close: async () => undefined };

interface Waiting {
  readonly take: (piece: Piece) => void;
  readonly resolve: (read: FileRead) => void;
  readonly reject: (error: unknown) => void;
}

class ReadingThreads implements Readers {
  private next = 0;
  private constructor(private readonly readers: readonly ReadingThread[]) {}

  /** Threads of Node 20 do not load TypeScript, whoever loaded this: they get one bundle. */
  static async start(count: number): Promise<ReadingThreads> {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, 'reading-thread.ts')],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      banner: { js: '"use strict";' },
      target: 'node20',
    });
    await stop(); // it would wait in a process of its own
    const code = outputFiles.map(({ text }) => text).join('');
    const readers = Array.from({ length: count }, () => new ReadingThread(code));
    await Promise.all(readers.map(({ online }) => online));
    // Each heap that begins sets this back to 2, for all: what `bin/rotation.mjs` has told V8 is forgotten then.
    setFlagsFromString('--semi-space-growth-factor=1');
    return new ReadingThreads(readers);
  }

  get threads(): number {
    return this.readers.length;
  }

  get ahead(): number {
    return this.readers.length * AHEAD_OF_THREAD;
  }

  async read(file: FileToRead, take: (piece: Piece) => void): Promise<FileRead> {
    const idle = this.readers.reduce((a, b) => (b.busy < a.busy ? b : a));
    this.next += 1;
    return idle.read(this.next, file, take);
  }

  async close(): Promise<void> {
    await Promise.all(this.readers.map((each) => each.close()));
  }
}

class ReadingThread {
  /** @throws what is the matter with the thread */
  readonly online: Promise<unknown>;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private ended: Error | undefined;

  constructor(code: string) {
    this.worker = new Worker(code, {
      eval: true,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.online = once(this.worker, 'online');
    this.worker.on('message', (news: ReadingNews) => this.hear(news));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', (code) => this.end(new Error(`a thread that reads files ended with ${code}`)));
  }

  get busy(): number {
    return this.waiting.size;
  }

  async read(id: number, file: FileToRead, take: (piece: Piece) => void): Promise<FileRead> {
    if (this.ended !== undefined) throw this.ended;
    return await new Promise<FileRead>((resolve, reject) => {
      this.waiting.set(id, { take, resolve, reject });
      this.worker.postMessage({ id, file } satisfies ReadingOrder);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private hear(news: ReadingNews): void {
    const order = this.waiting.get(news.id);
    if (order === undefined) return;
    try {
      if ('piece' in news) {
        order.take(news.piece);
        return;
      }
      if ('read' in news) order.resolve(news.read);
      else order.reject(new Error(news.failure));
    } catch (error) {
      order.reject(error);
    }
    this.waiting.delete(news.id);
  }

  /** What it was reading is not read: nobody may take it for a file without records. */
  private end(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}
