import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { signedByVectorKey, stored, vectorFiles } from './audit-vectors.ts';

/** `npx tsx test/evidence/write-audit-vectors.ts`: writes `docs/audit-vectors` anew, after a change of the format. */
const FOLDER = 'docs/audit-vectors';
rmSync(FOLDER, { recursive: true, force: true });
for (const each of vectorFiles(signedByVectorKey)) {
  const path = join(FOLDER, each.path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, stored(each));
}
