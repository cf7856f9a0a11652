import { chmodSync, existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_FILE, privateFolder } from '@m365-rotation/loopback';

/** What a run leaves in its folder beside files of its own. */
const FOLDERS = ['aws', 'cdk.out', 'estate', 'executions', 'export', 'inbox', 'logs', 'mail', 'microsoft'];
const FILES = ['estate.yaml', 'run.json', 'summary.json'];

/**
 * The embedded cloud keeps passwords, keys and mails in plain files. From here on all that this process and its children write is for
 * this user alone, and what earlier runs left in the folder becomes so. Other things in the folder are not ours, and stay as they are.
 */
export function keepPrivate(out: string): void {
  process.umask(0o077);
  if (!existsSync(out)) privateFolder(out);
  for (const name of [...FOLDERS, ...FILES]) makePrivate(join(out, name));
}

function makePrivate(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) chmodSync(path, OWN_FILE);
  if (!found?.isDirectory()) return;
  privateFolder(path);
  for (const name of readdirSync(path)) makePrivate(join(path, name));
}
