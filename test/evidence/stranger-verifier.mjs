/**
 * A verifier that does what docs/audit-format.md says, and shares no code with the product: what it needs and does not find there, the
 * document lacks.
 *
 * `node stranger-verifier.mjs <folder> [<hash of a checkpoint that you kept> [<file of a key that you have from elsewhere>]]` prints JSON:
 * counts, and what is wrong.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const hex = (...parts) => sha256(...parts).toString('hex');
const md5 = (content) => createHash('md5').update(content).digest('base64');

/** RFC 8785 for texts, whole numbers, objects and lists. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

function wrong(text) {
  throw new Error(text);
}

/** JSON without white space outside of texts, and without a name twice in an object. */
function strict(line) {
  const value = JSON.parse(line);
  if (JSON.stringify(value) === line) return value;
  // Another writer may escape more than it must. Texts aside, the two must be the same.
  const bare = (text) => text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => JSON.stringify(JSON.parse(quoted)));
  if (bare(line) !== JSON.stringify(value)) wrong('has white space, or a name twice');
  return value;
}

function only(object, names) {
  const other = Object.keys(object ?? wrong('lacks a member')).find((name) => !names.includes(name));
  if (other !== undefined) wrong(`has a member ${other}`);
}

function plain(wrapped) {
  const [[type, value], ...others] = Object.entries(wrapped ?? {});
  if (others.length > 0) wrong('has a value of two types');
  if (type === 'M') return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
  if (type === 'L') return value.map(plain);
  if (type === 'N')
    return /^(0|-?[1-9]\d*)$/.test(value) && typeof value === 'string' ? Number(value) : wrong(`has ${value}`);
  if (type === 'S' && typeof value === 'string' && value.isWellFormed()) return value;
  if (type === 'BOOL' && typeof value === 'boolean') return value;
  return type === 'NULL' ? null : wrong(`has a value of type ${type}`);
}

const chainOf = ({ accessOf, tenantId, accountId }) =>
  accessOf === undefined ? `${tenantId ?? '-'}#${accountId ?? '-'}` : `access#${accessOf}`;

/** RFC 6962, 2.1. */
function rootOf(leaves) {
  if (leaves.length < 2) return leaves[0] ?? sha256();
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256('\u0001', rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

function linesOf(content) {
  const { buffer, engine } = gunzipSync(content, { info: true });
  // A second member: its length stands at the end, in place of that of all.
  const length = content.length < 18 ? -1 : content.readUInt32LE(content.length - 4);
  if (engine.bytesWritten !== content.length || length !== buffer.length) wrong('goes on after its end');
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer);
  if (text !== '' && !text.endsWith('\n')) wrong('ends without a line feed');
  return { text, lines: text.split('\n').slice(0, -1) };
}

const LATEST = 20 * 60_000;
const A_MINUTE = 60_000;
const OVERDUE = 2 * 3_600_000;
const NONE = '0'.repeat(64);

/** @param trusted  keys that you have from elsewhere, PEM; left out: those of the folder are believed */
function verifyFolder(root, kept, trusted) {
  const findings = [];
  const attempt = (name, act) => {
    try {
      return act();
    } catch (error) {
      findings.push(`${name}: ${error.message}`);
      return undefined;
    }
  };
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const pathOf = (entry) => join(entry.parentPath, entry.name).slice(root.length + 1);
  for (const each of entries) if (each.isSymbolicLink()) findings.push(`${pathOf(each)}: is a link`);
  const files = entries
    .filter((each) => each.isFile())
    .map(pathOf)
    .sort();
  const there = new Set(files);
  const read = (path) => readFileSync(join(root, path));
  const rest = new Set(files);
  const matching = (pattern) => files.filter((path) => pattern.test(path) && rest.delete(path));

  // 1. Keys
  const keys = new Map();
  for (const path of matching(/^checkpoints\/keys\/[0-9a-f]{64}\.pem$/)) {
    attempt(path, () => {
      const key = createPublicKey(read(path));
      const fingerprint = hex(key.export({ format: 'der', type: 'spki' }));
      if (!path.includes(fingerprint)) wrong('is another key');
      if (trusted === undefined) keys.set(fingerprint.slice(0, 8), key);
    });
  }

  for (const pem of trusted ?? []) {
    const key = createPublicKey(pem);
    keys.set(hex(key.export({ format: 'der', type: 'spki' })).slice(0, 8), key);
  }

  // 2. and 3. Checkpoints, and the heads of all chains
  const heads = new Map();
  const promised = [];
  const hashes = new Set();
  const sealed = new Set();
  let last;
  let before = NONE;
  for (const path of matching(/^checkpoints\/\d{6}\/\d{9}\.checkpoint$/)) {
    attempt(path, () => {
      const note = new TextDecoder('utf-8', { fatal: true }).decode(read(path));
      const form =
        /^((\S+)\n(\d+)\n(\S{44})\nnumber ([1-9]\d*)\ntime (\S+)\nrecords (\d+)\nprevious ([0-9a-f]{64})\nheads (all|changed) ([0-9a-f]{64})\nestate [0-9a-f]{64}\ncode [^\s+]+\n(?:cycle ([^\s+]+)\n)?)\n((?:\u2014 [^\s+]+ [A-Za-z0-9+/]+=*\n)+)$/;
      const [, text, origin, size, base64, number, time, records, previous, holds, hash, cycle, signatures] =
        form.exec(note) ?? wrong('is no checkpoint');
      const isSigned = signatures.split('\n').some((line) => {
        const [, name, encoded = ''] = line.split(' ');
        const bytes = Buffer.from(encoded, 'base64');
        const key = keys.get(bytes.subarray(0, 4).toString('hex'));
        return name === origin && key !== undefined && verify('sha256', Buffer.from(text), key, bytes.subarray(4));
      });
      if (!isSigned) wrong('is not signed by a key that is known');
      if (Number(path.slice(-20, -11)) !== Number(number)) wrong('has another number');
      if (Number(number) !== (last?.number ?? 0) + 1) findings.push(`${path}: checkpoints before it are missing`);
      if (previous !== before) findings.push(`${path}: does not follow the one before`);
      if (last !== undefined && (origin !== last.origin || !(time >= last.time)))
        findings.push(`${path}: is out of order`);
      before = hex(text);
      last = { number: Number(number), hash: before, time, origin };
      hashes.add(before);
      if (cycle !== undefined) sealed.add(cycle);
      const file = `${path.slice(0, -11)}-${hash}.heads.jsonl.gz`;
      rest.delete(file);
      const list = linesOf(there.has(file) ? read(file) : wrong('has no file of heads'));
      if (hex(list.text) !== hash) wrong('has another file of heads');
      const listed = list.lines.map((line) => ({ line, ...JSON.parse(line) }));
      for (const head of listed) {
        const known = heads.get(head.chain);
        const isSame = known?.sequence === head.sequence && known.hash !== head.hash;
        if (isSame || known?.sequence > head.sequence) findings.push(`${path}: ${head.chain} goes back`);
        heads.set(head.chain, head);
        promised.push({ ...head, time: Date.parse(time) });
      }
      if (holds === 'all' && listed.length !== heads.size) wrong('lacks chains');
      const all = [...heads.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1));
      if (all.length !== Number(size)) wrong('has another number of chains');
      if (all.reduce((sum, { sequence }) => sum + sequence, 0) !== Number(records)) wrong('counts other records');
      const found = rootOf(all.map(({ line }) => sha256('\u0000', line)));
      if (found.toString('base64') !== base64) wrong('has another root');
    });
  }
  if (last === undefined) findings.push('there is no checkpoint');
  if (kept !== undefined && !hashes.has(kept)) findings.push(`no checkpoint has the hash ${kept}`);
  matching(/\.heads\.jsonl\.gz$/); // of runs that stopped: they say nothing

  // 4. Records
  const chains = new Map();
  const cycles = { closed: new Map(), sealed: [] };
  let archivedFrom = Number.POSITIVE_INFINITY;
  let [archivedTo, newest] = [0, 0];
  const take = (row, keysOfRow, source, archivedAt) => {
    const record = plain({ M: row });
    const { hash, ...content } = record;
    const { chain, sequence, prevHash } = record;
    if (keysOfRow !== undefined && canonical(plain({ M: keysOfRow })) !== canonical({ chain, sequence }))
      wrong('has another key');
    if (hex(canonical(content)) !== hash) findings.push(`${chain} ${sequence}: does not fit its hash`);
    if (chainOf(record) !== chain) findings.push(`${chain} ${sequence}: belongs to another chain`);
    if (record.schema !== 1 || !(sequence >= 1)) wrong('is no record');
    const time = Date.parse(record.time);
    newest = Math.max(newest, time);
    if (archivedAt - time > LATEST) findings.push(`${chain} ${sequence}: was written long after its time`);
    const places = chains.get(chain) ?? new Map();
    chains.set(chain, places);
    const known = places.get(sequence);
    if (known !== undefined && known.hash !== hash) findings.push(`${chain} ${sequence}: differs in ${source}`);
    if (source !== 'archive' && known?.sources.has(source))
      findings.push(`${chain} ${sequence}: stands twice in ${source}`);
    places.set(sequence, { hash, prevHash, time, sources: new Set([...(known?.sources ?? []), source]) });
    if (record.action === 'cycle.closed') cycles.closed.set(record.cycleId, time);
    if (record.action === 'cycle.sealed' && record.evidence?.checkpoint !== undefined) cycles.sealed.push(record);
    if (record.action === 'cycle.sealed' && record.outcome === 'failed') sealed.add(record.cycleId);
  };
  const takeChange = (line, source, archivedAt) => {
    only(line, ['Metadata', 'Keys', 'NewImage', 'OldImage']);
    if (line.OldImage !== undefined || line.NewImage === undefined)
      wrong('was changed in the table, or removed from it');
    take(line.NewImage, line.Keys ?? wrong('has no key'), source, archivedAt);
  };
  for (const path of matching(/^records\/\d{4}\/\d\d\/\d\d\/\d\d\/\d+-\d+\.jsonl\.gz$/)) {
    const lines = attempt(path, () => linesOf(read(path)).lines);
    const places = [];
    let hour;
    for (const [n, text] of (lines ?? []).entries()) {
      attempt(`${path}, line ${n + 1}`, () => {
        const line = strict(text);
        only(line.Metadata, ['EventName', 'SequenceNumber', 'ApproximateCreationDateTime']);
        const at = Number(line.Metadata.ApproximateCreationDateTime.N) * 1000;
        places.push(line.Metadata.SequenceNumber.S);
        hour ??= new Date(at).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
        archivedFrom = Math.min(archivedFrom, at);
        archivedTo = Math.max(archivedTo, at);
        if (line.Metadata.EventName.S !== 'INSERT')
          wrong(`${line.Metadata.EventName.S}: somebody had rights on the table`);
        takeChange(line, 'archive', at);
      });
    }
    if (path !== `records/${hour}/${places[0]}-${places.at(-1)}.jsonl.gz`)
      findings.push(`${path}: has another name than it must`);
  }
  const windows = [];
  for (const path of matching(/^audit\/.*\/manifest-summary\.json$/)) {
    attempt(path, () => {
      const folder = path.slice(0, -'/manifest-summary.json'.length);
      const sumOf = (name) => {
        rest.delete(`${folder}/${name}.json`);
        rest.delete(`${folder}/${name}.checksum`);
        const content = read(`${folder}/${name}.json`);
        if (read(`${folder}/${name}.checksum`).toString() !== md5(content)) wrong(`${name} has another checksum`);
        return content.toString();
      };
      rest.delete(`${folder}/_started`);
      const told = JSON.parse(sumOf('manifest-summary'));
      const isFull = told.exportType === 'FULL_EXPORT';
      const from = isFull ? 0 : Date.parse(told.exportFromTime);
      const to = Date.parse(isFull ? told.exportTime : told.exportToTime);
      if (!(from < to) || told.outputFormat !== 'DYNAMODB_JSON') wrong('tells no time or form');
      if (told.manifestFilesS3Key !== `${folder}/manifest-files.json`) wrong('names other data files');
      windows.push({ folder, from, to });
      let rows = 0;
      for (const each of sumOf('manifest-files')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line))) {
        const file = each.dataFileS3Key;
        if (!rest.delete(file)) wrong(`${file} is not there`);
        const content = read(file);
        if (md5(content) !== each.md5Checksum) findings.push(`${file}: has another checksum`);
        const { lines } = linesOf(content);
        if (lines.length !== each.itemCount) findings.push(`${file}: has another number of rows`);
        rows += lines.length;
        for (const [n, text] of lines.entries()) {
          attempt(`${file}, line ${n + 1}`, () => {
            const line = strict(text);
            only(line, isFull ? ['Item'] : ['Metadata', 'Keys', 'NewImage', 'OldImage']);
            if (isFull) take(line.Item, undefined, folder, 0);
            else takeChange(line, folder, 0);
          });
        }
      }
      if (rows !== told.itemCount) wrong('counts other rows');
    });
  }
  windows
    .sort((a, b) => a.to - b.to)
    .forEach(({ folder, from }, n) => {
      if (from > (windows[n - 1]?.to ?? 0)) findings.push(`${folder}: what was exported before it is missing`);
    });
  for (const path of matching(/^estates\/[0-9a-f]{64}\.json$/)) {
    if (path !== `estates/${hex(read(path))}.json`) findings.push(`${path}: is another configuration`);
  }
  for (const path of rest) if (!path.startsWith('seals/')) findings.push(`${path}: nothing of the product`);

  // 5. Chains
  let count = 0;
  let covered = 0;
  const lastTime = Date.parse(last?.time ?? '');
  for (const [chain, places] of chains) {
    let previous = { sequence: 0, hash: NONE };
    const head = heads.get(chain)?.sequence ?? 0;
    for (const sequence of [...places.keys()].sort((a, b) => a - b)) {
      const { hash, prevHash, time, sources } = places.get(sequence);
      count += 1;
      if (sequence <= head) covered += 1;
      const isOld = time < lastTime - LATEST;
      if (sequence !== previous.sequence + 1) findings.push(`${chain}: lacks records before ${sequence}`);
      else if (prevHash !== previous.hash) findings.push(`${chain} ${sequence}: does not follow the record before it`);
      if (sequence > head && isOld) findings.push(`${chain} ${sequence}: was put there later`);
      const isArchived = time > archivedFrom + A_MINUTE && (sequence <= head || time < archivedTo - LATEST);
      if (isArchived && !sources.has('archive')) findings.push(`${chain} ${sequence}: is missing in the archive`);
      for (const { folder, from, to } of windows) {
        const isCovered = promised.some((head) => head.chain === chain && head.sequence >= sequence && head.time <= to);
        const within = time > from + A_MINUTE && (time < to - LATEST || isCovered);
        if (within && !sources.has(folder)) findings.push(`${chain} ${sequence}: is missing in ${folder}`);
      }
      previous = { sequence, hash };
    }
  }
  for (const { chain, sequence, hash } of promised) {
    const found = chains.get(chain)?.get(sequence)?.hash;
    if (found !== hash)
      findings.push(`${chain} ${sequence}: ${found ? 'is another record than was signed' : 'is missing'}`);
  }
  for (const [cycle, time] of cycles.closed) {
    if (!sealed.has(cycle) && time < lastTime - LATEST)
      findings.push(`${cycle}: was closed, and no checkpoint seals it`);
  }
  for (const { cycleId, evidence } of cycles.sealed) {
    if (!hashes.has(evidence.checkpoint)) findings.push(`${cycleId}: the checkpoint that sealed it is missing`);
  }
  if (newest - lastTime > OVERDUE) findings.push('checkpoints end long before the records do');
  return { records: count, sealed: covered, newer: count - covered, checkpoint: last, findings };
}

const [, , folder, kept, keyFile] = process.argv;
const result = verifyFolder(
  folder.replace(/\/$/, ''),
  kept,
  keyFile === undefined ? undefined : [readFileSync(keyFile)],
);
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
if (result.findings.length > 0) process.exitCode = 1;
