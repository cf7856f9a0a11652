import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { isMainThread } from 'node:worker_threads';
import { crc32, createGunzip, type Gunzip, inflateRawSync } from 'node:zlib';

/** What a file was, besides its lines. */
export interface GzipFile {
  readonly lines: number;
  /** Base64, over the compressed file. */
  readonly md5: string;
}

/** Why a file cannot be read as lines. */
export class UnreadableFile extends Error {}

/**
 * Most files of the archive hold a batch. Lists of all heads and exports are of any size: what is larger is read piece by piece, for what was unzipped at
 * once waits for garbage collection.
 */
const SMALL_BYTES = 1024 * 1024;
/** Text that is unzipped at once at most. */
const MOST_TEXT = 4 * SMALL_BYTES;
/** So much of a large file is read and unzipped at once. */
const CHUNK_BYTES = 256 * 1024;
/** So much becomes text at once: what is larger waits for the slow kind of garbage collection. */
const PIECE_BYTES = 64 * 1024;
/** No row of DynamoDB has more than 400 KB, a change has two images, and JSON escapes some characters with six. */
const LONGEST_LINE = 8 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads the lines of a gzip file. Lines end at a line feed and nowhere else: names may hold other characters that end lines for some.
 *
 * @param take  gets each line, and its number from 1
 * @param digest  gets all that was compressed
 * @throws {UnreadableFile} for bytes that are no gzip or follow it, and for text that is no UTF-8
 */
export async function readGzipLines(
  file: string,
  take: (line: string, number: number) => void,
  digest?: Hash,
): Promise<GzipFile> {
  const lines = new Lines(take, digest);
  const { size } = await stat(file);
  const md5 = size <= SMALL_BYTES ? await readWhole(file, lines) : await readPieces(file, size, lines);
  lines.end();
  return { lines: lines.count, md5 };
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: Gunzip;
}

async function readWhole(file: string, lines: Lines): Promise<string> {
  // A thread that does nothing else need not hand each file from one thread to another: that takes memory in all of them.
  const content = isMainThread ? await readFile(file) : readFileSync(file);
  // Ten bytes without a name or a comment, as this product and DynamoDB write it.
  if (content[3] !== 0 || content.length < HEADER_BYTES + TRAILER_BYTES) return readPieces(file, content.length, lines);
  if (content.readUInt16BE(0) !== GZIP) throw new UnreadableFile('it is no gzip file');
  // What the end says of the length is compared below.
  const length = content.readUInt32LE(content.length - 4);
  if (length > MOST_TEXT) return readPieces(file, content.length, lines);
  let inflated: unknown;
  try {
    const chunkSize = length + 64; // one buffer, so that nothing is copied
    // Not on other threads: for small files that takes longer than the work itself.
    inflated = inflateRawSync(content.subarray(HEADER_BYTES), { info: true, maxOutputLength: MOST_TEXT, chunkSize });
  } catch (error) {
    if (isTooLarge(error)) return readPieces(file, content.length, lines);
    throw new UnreadableFile('it is no gzip file, or was cut');
  }
  if (!isInflated(inflated)) throw new Error('zlib gives no information about what it has read');
  const { buffer, engine } = inflated;
  const trailer = HEADER_BYTES + engine.bytesWritten;
  // One member: readers differ in what they do with a second one.
  checkEnd(trailer + TRAILER_BYTES, content.length);
  if (content.readUInt32LE(trailer) !== crc32(buffer) || content.readUInt32LE(trailer + 4) !== buffer.length) {
    throw new UnreadableFile('it was changed: its checksum does not fit');
  }
  lines.add(buffer);
  return createHash('md5').update(content).digest('base64');
}

const GZIP = 0x1f8b;
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

const isTooLarge = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

/** With `info`, zlib gives more than its types say. */
const isInflated = (value: unknown): value is Inflated =>
  typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;

async function readPieces(file: string, size: number, lines: Lines): Promise<string> {
  const md5 = createHash('md5');
  const source = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  source.on('data', (chunk) => md5.update(chunk));
  const unzipped = source.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  source.on('error', (error) => unzipped.destroy(error));
  try {
    for await (const chunk of unzipped) lines.add(chunk);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('it is no gzip file, or was cut');
  } finally {
    source.destroy();
  }
  checkEnd(unzipped.bytesWritten, size);
  return md5.digest('base64');
}

function checkEnd(end: number, size: number): void {
  if (end !== size) throw new UnreadableFile('more bytes follow what is compressed, or it was cut');
}

function checkLength(bytes: number): void {
  if (bytes > LONGEST_LINE) throw new UnreadableFile('it has a line that is too long for a record');
}

class Lines {
  count = 0;
  private rest: Buffer = Buffer.alloc(0);

  constructor(
    private readonly take: (line: string, number: number) => void,
    private readonly digest: Hash | undefined,
  ) {}

  add(chunk: Buffer): void {
    this.digest?.update(chunk);
    let from = 0;
    if (this.rest.length > 0) {
      const end = chunk.indexOf(LINE_FEED);
      this.rest = Buffer.concat([this.rest, end === -1 ? chunk : chunk.subarray(0, end)]);
      checkLength(this.rest.length);
      if (end === -1) return;
      this.split(this.rest);
      from = end + 1;
    }
    while (from < chunk.length) {
      // As many lines as become text at once, or one that is longer.
      const last = chunk.subarray(from, from + PIECE_BYTES).lastIndexOf(LINE_FEED);
      const end = last === -1 ? chunk.indexOf(LINE_FEED, from) : from + last;
      checkLength((end === -1 ? chunk.length : end) - from);
      if (end === -1) break;
      this.split(chunk.subarray(from, end));
      from = end + 1;
    }
    this.rest = Buffer.from(chunk.subarray(from));
  }

  end(): void {
    // A text that was cut would otherwise pass for a whole one.
    if (this.rest.length > 0) throw new UnreadableFile('its last line has no end');
  }

  private split(bytes: Buffer): void {
    if (!isUtf8(bytes)) throw new UnreadableFile('it is no UTF-8');
    const text = bytes.toString('utf8');
    for (let from = 0; from <= text.length; ) {
      const feed = text.indexOf('\n', from);
      const to = feed === -1 ? text.length : feed;
      this.count += 1;
      this.take(text.slice(from, to), this.count);
      from = to + 1;
    }
  }
}
