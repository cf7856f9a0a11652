import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** `npm start`, as a user runs it, in a process of its own. */
export interface Started {
  readonly process: ChildProcess;
  /** What it printed so far. */
  printed(): string;
  readonly exitCode: Promise<number | null>;
}

/** @param environment  variables beside those of this process */
export function npmStart(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Started {
  // What `npm start` runs, without npm in between, so that signals reach it.
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts', ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const take = (text: string) => {
    printed += text;
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const exitCode = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { process: child, printed: () => printed, exitCode };
}

/** Resolves when the text was printed. @throws when the process ends without it */
export async function untilPrinted(started: Started, text: string): Promise<void> {
  let ended = false;
  void started.exitCode.then(() => {
    ended = true;
  });
  while (!started.printed().includes(text)) {
    if (ended) throw new Error(`it ended without printing '${text}':\n${started.printed()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * A port whose three successors are free as well. Below 32,768: from there on, systems give ports to whoever asks for any, such as each
 * connection of another test, between this look and the start.
 */
export async function freePorts(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 3_000) * 4;
    const free = await Promise.all([0, 1, 2, 3].map((offset) => isFree(base + offset)));
    if (free.every((each) => each)) return base;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
