import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A folder that is changed, looked at, and put back as it was. */
export class OpenedFolder {
  /** As it was before the first change: content, or that there was none. */
  private readonly before = new Map<string, Buffer | undefined>();

  constructor(readonly root: string) {}

  /** Paths of files, from the root, sorted. */
  paths(): readonly string[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.root.length + 1))
      .sort();
  }

  read(path: string): Buffer {
    return readFileSync(join(this.root, path));
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  write(path: string, content: Buffer | string): void {
    this.remember(path);
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  remove(path: string): void {
    this.remember(path);
    rmSync(join(this.root, path));
  }

  move(from: string, to: string): void {
    this.write(to, this.read(from));
    this.remove(from);
  }

  /** Puts a symbolic link where a file was, or was not. */
  link(path: string, target: string): void {
    this.remember(path);
    rmSync(join(this.root, path), { force: true });
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    symlinkSync(target, join(this.root, path));
  }

  undo(): void {
    for (const [path, content] of this.before) {
      const file = join(this.root, path);
      rmSync(file, { force: true });
      if (content !== undefined) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
    this.before.clear();
  }

  private remember(path: string): void {
    if (this.before.has(path)) return;
    const file = join(this.root, path);
    this.before.set(path, lstatSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file) : undefined);
  }
}
