import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createGunzip, gunzip, type Gunzip } from 'node:zlib';

/** What a file was, besides its lines. */
export interface GzipFile {
  readonly lines: number;
  /** Base64, over the compressed file. */
  readonly md5: string;
}

/** Why a file cannot be read as lines. */
export class UnreadableFile extends Error {}

/** Files of the archive hold a batch; exports hold partitions of any size. What is larger is read piece by piece. */
const SMALL_BYTES = 1024 * 1024;
/** No row of DynamoDB has more than 400 KB, a change has two images, and JSON escapes some characters with six. */
const LONGEST_LINE = 8 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads the lines of a gzip file. Lines end at a line feed and nowhere else: names may hold other characters that end lines for some.
 *
 * @param take  gets each line, and its number from 1
 * @throws {UnreadableFile} for bytes that are no gzip or follow it, and for text that is no UTF-8
 */
export async function readGzipLines(file: string, take: (line: string, number: number) => void): Promise<GzipFile> {
  const lines = new Lines(take);
  const { size } = await stat(file);
  const md5 = size <= SMALL_BYTES ? await readWhole(file, lines) : await readPieces(file, size, lines);
  lines.end();
  return { lines: lines.count, md5 };
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: Gunzip;
}
const inflate = promisify(gunzip);

async function readWhole(file: string, lines: Lines): Promise<string> {
  const content = await readFile(file);
  let inflated: unknown;
  try {
    inflated = await inflate(content, { info: true, maxOutputLength: 64 * SMALL_BYTES });
  } catch (error) {
    if (isTooLarge(error)) return readPieces(file, content.length, lines);
    throw new UnreadableFile('it is no gzip file, or was cut');
  }
  if (!isInflated(inflated)) throw new Error('zlib gives no information about what it has read');
  checkEnd(inflated.engine, content.length);
  lines.add(inflated.buffer);
  return createHash('md5').update(content).digest('base64');
}

const isTooLarge = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

/** With `info`, zlib gives more than its types say. */
const isInflated = (value: unknown): value is Inflated =>
  typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;

async function readPieces(file: string, size: number, lines: Lines): Promise<string> {
  const md5 = createHash('md5');
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  source.on('data', (chunk) => md5.update(chunk));
  const unzipped = source.pipe(createGunzip({ chunkSize: 256 * 1024 }));
  source.on('error', (error) => unzipped.destroy(error));
  try {
    for await (const chunk of unzipped) lines.add(chunk);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('it is no gzip file, or was cut');
  } finally {
    source.destroy();
  }
  checkEnd(unzipped, size);
  return md5.digest('base64');
}

function checkEnd({ bytesWritten }: Gunzip, size: number): void {
  if (bytesWritten !== size) throw new UnreadableFile(`${size - bytesWritten} bytes follow what is compressed`);
}

class Lines {
  count = 0;
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly take: (line: string, number: number) => void) {}

  add(chunk: Buffer): void {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end === -1) {
      this.rest = Buffer.concat([this.rest, chunk]);
      if (this.rest.length > LONGEST_LINE) throw new UnreadableFile('it has a line that is too long for a record');
      return;
    }
    const whole = chunk.subarray(0, end);
    this.split(this.rest.length === 0 ? whole : Buffer.concat([this.rest, whole]));
    this.rest = Buffer.from(chunk.subarray(end + 1));
  }

  end(): void {
    if (this.rest.length > 0) this.split(this.rest);
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
