#!/usr/bin/env node
// Verifies the audit records of M365 Password Rotation from files alone. It shares no code with the product: whoever does not trust the
// product can read this file, and docs/audit-format.md, instead. Plain Node.js, 20.15 or newer; everything is held in memory.
//
//   node verify.mjs <folder> [--public-key <file>]... [--expect <hash of a checkpoint>]... [--json]
//
// Exit code 0: no problem; 1: problems, each printed; 2: there is nothing to verify.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';

const ZEROS = '0'.repeat(64); // stands for "none before"
const LATEST = 20 * 60_000; // a record is in the table, and in the archive, so soon after its time
const OVERDUE = 2 * 3_600_000; // checkpoints are hourly
const sha256 = (data) => createHash('sha256').update(data).digest();
const hex = (data) => sha256(data).toString('hex');

const problems = [];
const problem = (kind, what, place = {}) => problems.push({ kind, ...place, what });
class Bad extends Error {}
const attempt = (kind, place, act) => {
  try {
    return act();
  } catch (error) {
    problem(kind, error.message, place);
  }
};

// ---- Files ----------------------------------------------------------------------------------------------------------------------------
const GRAMMAR = {
  archive: /^records\/\d{4}\/\d\d\/\d\d\/\d\d\/\d+-\d+\.jsonl\.gz$/,
  notes: /^checkpoints\/\d{6}\/\d{9}\.checkpoint$/,
  heads: /^checkpoints\/\d{6}\/\d{9}-[0-9a-f]{64}\.heads\.jsonl\.gz$/,
  keys: /^(checkpoints\/keys\/[0-9a-f]{64}|seal-key)\.pem$/,
  estates: /^estates\/[0-9a-f]{64}\.json$/,
  seals: /^seals\/[A-Za-z0-9-]+\.json$/,
  extract: /^extract\/(records|proofs)\.jsonl\.gz$/,
  data: /^(.+\/)?AWSDynamoDB\/([\w-]+\/)?data\/\w+\.json\.gz$/,
  manifests: /^(.+\/)?AWSDynamoDB\/[\w-]+\/(_started|manifest-(files|summary)\.(json|checksum))$/,
};
const [root, ...options] = process.argv.slice(2);
const given = (name) => options.flatMap((each, i) => (each === name ? [options[i + 1]] : []));
const read = (file) => readFileSync(join(root, file));
const parts = Object.fromEntries(Object.keys(GRAMMAR).map((part) => [part, []]));
function walk(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const file = folder + entry.name;
    const part = Object.keys(GRAMMAR).find((each) => GRAMMAR[each].test(file));
    if (entry.isDirectory()) walk(`${file}/`);
    else if (!entry.isFile()) problem('symbolic-link', 'is a link', { file });
    else if (part === undefined) problem('unexpected-file', 'is no evidence', { file });
    else parts[part].push(file);
  }
}

/** The lines of a gzip file: one member, nothing after it, UTF-8, each line with its end. */
function linesOf(content) {
  const text = gunzipSync(content); // checks the checksum
  if (content[3] === 0 && inflateRawSync(content.subarray(10), { info: true }).engine.bytesWritten + 18 !== content.length)
    throw new Bad('something follows what is compressed');
  const lines = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text).split('\n');
  if (lines.pop() !== '') throw new Bad('the last line has no end');
  return { lines, text };
}

/** JSON that can be read in one way only. `gap`: what may stand between tokens. */
function strict(text, gap = '') {
  const value = JSON.parse(text);
  if (JSON.stringify(value) === text && !text.includes('\\ud')) return value;
  const open = [];
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]|\s/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (string === undefined ? gap === '' : colon?.length > 1 && gap === '') throw new Bad('white space between tokens');
    else if (string !== undefined && !JSON.parse(string).isWellFormed()) throw new Bad('half of a character');
    else if (colon !== undefined && open.at(-1).size === open.at(-1).add(JSON.parse(string)).size)
      throw new Bad(`${string} stands twice`);
  }
  return value;
}

// ---- Records --------------------------------------------------------------------------------------------------------------------------
const texts = (names) => Object.fromEntries(names.split(' ').map((name) => [name, 'S']));
const RECORD = {
  ...texts('action outcome reason time component accessOf cycleId tenantId tenantName accountId userPrincipalName class'),
  ...texts('rotationId estate code passwordChangedAt chain hash prevHash'),
  ...{ times: 'N', schema: 'N', sequence: 'N' },
  actor: texts('kind objectId tenantId name'),
  source: texts('address userAgent'),
  evidence: texts('graphRequestId clientRequestId secretVersionId linkFingerprint ticket messageId trailEventId checkpoint detail'),
};
const FORMS = { time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, hash: /^[0-9a-f]{64}$/, prevHash: /^[0-9a-f]{64}$/, action: /^[a-z-]+\.[a-z-]+$/ };
const only = (value, ...names) => {
  const extra = Object.keys(value ?? {}).find((name) => !names.includes(name));
  if (typeof value !== 'object' || value === null || extra !== undefined) throw new Bad(`a member that must not be: ${extra}`);
  return value;
};
function plain(row, shape) {
  const result = {};
  for (const name of Object.keys(only(row, ...Object.keys(shape))).sort()) {
    const type = typeof shape[name] === 'string' ? shape[name] : 'M';
    const value = only(row[name], type)[type];
    if (type === 'M') result[name] = plain(value, shape[name]);
    else if (typeof value !== 'string' || FORMS[name]?.test(value) === false) throw new Bad(`${name} has another form`);
    else if (type === 'S') result[name] = value;
    else if (String(Number(value)) !== value || !Number.isSafeInteger(Number(value))) throw new Bad(`${name} is no plain integer`);
    else result[name] = Number(value);
  }
  return result;
}
function recordOf(row) {
  const { hash, ...record } = plain(row, RECORD);
  const { chain, sequence, prevHash, time, action, outcome, component, schema, tenantId, accountId, accessOf } = record;
  if ([hash, chain, prevHash, time, action, outcome, component, record.actor].includes(undefined) || schema !== 1 || !(sequence > 0))
    throw new Bad('it is no audit record');
  const own = accessOf === undefined ? `${tenantId ?? '-'}#${accountId ?? '-'}` : `access#${accessOf}`;
  // Members are sorted, texts and integers only: this is RFC 8785.
  return { ...record, hash, at: Date.parse(time), intact: hex(JSON.stringify(record)) === hash, misplaced: own !== chain };
}

const chains = new Map(); // chain -> { seen: [record...], points: [what was signed] }
const chainOf = (name) => chains.get(name) ?? chains.set(name, { seen: [], points: [] }).get(name);
const closed = new Map();
const named = new Map();
let [from, to, newest] = [Number.POSITIVE_INFINITY, 0, 0];

function take(line, source, place) {
  const isChange = source.kind === 'archive' || source.kind === 'incremental';
  const { Item, Metadata, Keys, NewImage, OldImage } = only(strict(line), ...(isChange ? ['Metadata', 'Keys', 'NewImage', 'OldImage'] : ['Item']));
  const images = (isChange ? [NewImage, OldImage] : [Item]).map((row) => row && recordOf(row));
  const record = images[0] ?? images[1];
  if (record === undefined) throw new Bad('it has no image');
  const { chain, sequence, time, action, cycleId, userPrincipalName, tenantName } = record;
  const where = { ...place, chain, sequence, time, action, tenantName, userPrincipalName };
  let change;
  if (isChange) {
    for (const each of images.filter((image) => image))
      if (JSON.stringify(plain(Keys, { chain: 'S', sequence: 'N' })) !== JSON.stringify({ chain: each.chain, sequence: each.sequence }))
        throw new Bad('its keys are of another record');
    const event = images[0] === undefined ? 'REMOVE' : images[1] === undefined ? 'INSERT' : 'MODIFY';
    if (source.kind === 'archive') {
      const meta = only(Metadata, 'EventName', 'SequenceNumber', 'ApproximateCreationDateTime');
      change = { place: only(meta.SequenceNumber, 'S').S, at: Number(only(meta.ApproximateCreationDateTime, 'N').N) * 1000 };
      if (only(meta.EventName, 'S').S !== event || !/^\d+$/.test(change.place) || !(change.at > 0)) throw new Bad('its event is another');
    } else only(Metadata, 'WriteTimestampMicros');
    if (event === 'MODIFY') problem('record-overwritten', `was overwritten; before, it said ${images[1].action}`, where);
    if (event === 'REMOVE') problem('record-removed', 'was removed from the table', where);
    if (event !== 'INSERT') return change;
    if (change !== undefined) [from, to] = [Math.min(from, change.at), Math.max(to, change.at)];
    if (change?.at - record.at > LATEST) problem('back-dated', 'was written long after its time', where);
  }
  if (record.misplaced) problem('wrong-chain', 'belongs to another chain', where);
  newest = Math.max(newest, record.at);
  if (action === 'cycle.closed') closed.set(cycleId, record.at);
  const { checkpoint, detail } = record.evidence ?? {};
  const hash = checkpoint ?? /^[0-9a-f]{64}(?= over )/.exec(detail)?.[0];
  if (action === 'cycle.sealed' && hash !== undefined) named.set(hash, where);
  const { prevHash, at, intact } = record;
  const own = { sequence, hash: record.hash, prevHash, at, intact, cycleId, source, time, action, tenantName, userPrincipalName };
  chainOf(chain).seen.push(own);
  return change;
}

function readLines(file, source) {
  let [first, last, count] = [undefined, undefined, 0];
  const content = read(file);
  const lines = attempt('unreadable-file', { file }, () => linesOf(content).lines);
  if (lines === undefined) return undefined;
  for (const line of lines) {
    count += 1;
    const change = attempt('unreadable-line', { file, line: count }, () => take(line, source, { file, line: count }));
    [first, last] = [first ?? change, change ?? last];
  }
  const hour = first && new Date(first.at).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
  if (first !== undefined && file !== `records/${hour}/${first.place}-${last.place}.jsonl.gz`)
    problem('misplaced-object', 'has another name than its lines give it', { file });
  return { count, md5: createHash('md5').update(content).digest('base64') };
}

// ---- Exports of the table by DynamoDB ---------------------------------------------------------------------------------------------------
function manifest(name) {
  const content = read(`${name}.json`);
  const md5 = createHash('md5').update(content).digest();
  if (![md5.toString('base64'), md5.toString('hex')].includes(read(`${name}.checksum`).toString().trim())) throw new Bad('its checksum is another');
  return content.toString();
}
function readExports() {
  const unclaimed = new Set(parts.data);
  const exports = [];
  for (const folder of new Set(parts.manifests.map(dirname))) {
    attempt('export-manifest', { file: `${folder}/manifest-summary.json` }, () => {
      const summary = strict(manifest(`${folder}/manifest-summary`), ' ');
      const files = manifest(`${folder}/manifest-files`).split('\n').filter(Boolean).map((line) => strict(line, ' '));
      const above = folder.slice(0, folder.lastIndexOf('AWSDynamoDB/'));
      for (const each of files) each.path = above + each.dataFileS3Key.slice(each.dataFileS3Key.lastIndexOf('AWSDynamoDB/'));
      const [start, time] = [summary.exportFromTime, summary.exportTime ?? summary.exportToTime].map((each) => Date.parse(each));
      if (!basename(dirname(summary.manifestFilesS3Key)).endsWith(basename(folder)) || !(time > 0) || start >= time) throw new Bad('is of another export');
      if (files.reduce((sum, each) => sum + each.itemCount, 0) !== summary.itemCount) throw new Bad('its counts differ');
      if (!files.every(({ path }) => unclaimed.delete(path))) throw new Bad('a data file is missing');
      exports.push({ kind: summary.exportTime ? 'full' : 'incremental', start, time, files, folder, name: `export ${basename(folder)}` });
    });
  }
  for (const file of unclaimed) problem('unexpected-file', 'belongs to no export with a good manifest', { file });
  let reached;
  for (const one of exports.sort((a, b) => a.time - b.time)) {
    if (one.start > (reached ?? 0)) problem('export-missing', 'the one before it is missing', { file: `${one.folder}/manifest-summary.json` });
    reached = Math.max(reached ?? 0, one.time);
    for (const { path, itemCount, md5Checksum } of one.files) {
      const data = readLines(path, one);
      if (data !== undefined && (data.md5 !== md5Checksum || data.count !== itemCount)) problem('export-manifest', 'differs from its manifest', { file: path });
    }
  }
  return exports;
}

// ---- What was signed --------------------------------------------------------------------------------------------------------------------
const keys = []; // { fingerprint, key, from }
function readKey(content, origin) {
  const key = createPublicKey(content.includes('-----BEGIN') ? content : { key: content, format: 'der', type: 'spki' });
  const fingerprint = hex(key.export({ format: 'der', type: 'spki' }));
  if (!keys.some((each) => each.fingerprint === fingerprint)) keys.push({ fingerprint, key, from: origin });
  return fingerprint;
}
const isSigned = ({ key }, text, signature) => verify('sha256', Buffer.from(text), key, signature);
const hash01 = (prefix, ...data) => sha256(Buffer.concat([Buffer.from([prefix]), ...data]));
const leaf = ({ chain, hash, sequence }) => hash01(0, Buffer.from(JSON.stringify({ chain, hash, sequence })));
function rootOf(level) {
  if (level.length < 2) return level[0] ?? sha256('');
  const above = [];
  for (let i = 0; i < level.length; i += 2) above.push(level[i + 1] ? hash01(1, level[i], level[i + 1]) : level[i]);
  return rootOf(above);
}
function rootByProof(node, index, size, proof) {
  if (size === 1) return proof.length === 0 ? node : Buffer.alloc(0);
  const split = 2 ** Math.floor(Math.log2(size - 1));
  if (proof.length === 0) return Buffer.alloc(0);
  const [sibling, rest] = [Buffer.from(proof.at(-1), 'hex'), proof.slice(0, -1)];
  if (index < split) return hash01(1, rootByProof(node, index, split, rest), sibling);
  return hash01(1, sibling, rootByProof(node, index - split, size - split, rest));
}

const NOTE = /^((\S+)\n(\d+)\n([A-Za-z0-9+/]{43}=)\nnumber (\d+)\ntime (\S+)\nrecords (\d+)\nprevious ([0-9a-f]{64})\nheads (all|changed) ([0-9a-f]{64})\nestate [0-9a-f]{64}\ncode \S+\n(?:cycle (\S+)\n)?)\n((?:\u2014 \S+ \S+\n)+)$/;
function readCheckpoint(file) {
  const place = { file, checkpoint: Number(basename(file, '.checkpoint')) };
  const [, text, origin, chainCount, root64, number, time, records, previous, holds, list, cycleId, signatures] = NOTE.exec(read(file)) ?? [];
  const badForm = text === undefined || [chainCount, number, records].some((each) => String(Number(each)) !== each) || !FORMS.time.test(time);
  if (badForm || place.checkpoint !== Number(number)) return problem('checkpoint-unreadable', 'is no checkpoint of that number', place);
  const own = signatures.trim().split('\n').map((line) => line.split(' ')).filter(([, name]) => name === origin);
  const signed = own.map(([, , encoded]) => Buffer.from(encoded, 'base64'));
  const known = keys.filter(({ fingerprint }) => signed.some((each) => fingerprint.startsWith(each.toString('hex', 0, 4))));
  const signer = known.find((key) => signed.some((each) => isSigned(key, text, each.subarray(4))));
  if (known.length === 0) return problem('key-unknown', 'is signed by another key', place);
  if (signer === undefined) return problem('checkpoint-unsigned', 'was changed: its signature does not fit', place);
  const heads = `${dirname(file)}/${basename(file, '.checkpoint')}-${list}.heads.jsonl.gz`;
  return { number: Number(number), origin, time, at: Date.parse(time), records: Number(records), previous, holds, list, cycleId, heads,
    chains: Number(chainCount), root: Buffer.from(root64, 'base64').toString('hex'), hash: hex(text), key: signer.fingerprint, by: `checkpoint ${Number(number)}` };
}
function readCheckpoints() {
  const sound = parts.notes.map(readCheckpoint).filter((each) => each !== undefined);
  const numbers = new Set(parts.notes.map((file) => Number(basename(file, '.checkpoint'))));
  const ends = new Map();
  let [before, whole] = [undefined, true];
  for (const each of sound) {
    const { number: checkpoint, heads, holds } = each;
    const bad = (kind, what, place) => problem(kind, what, { checkpoint, ...place });
    if (parts.extract.length > 0) break;
    for (let n = (before?.number ?? 0) + 1; n < checkpoint; n += 1) if (!numbers.has(n)) problem('checkpoint-missing', 'is missing', { checkpoint: n });
    if (checkpoint === (before?.number ?? 0) + 1 && each.previous !== (before?.hash ?? ZEROS)) bad('checkpoint-order', 'does not follow the one before');
    if (before !== undefined && (before.origin !== each.origin || before.time > each.time)) bad('checkpoint-order', 'is of another origin, or older');
    before = each;
    const listed = attempt('checkpoint-heads', { checkpoint, file: heads }, () => {
      const { lines, text } = linesOf(read(heads));
      const found = lines.map((line) => ({ line, ...JSON.parse(line) }));
      const ordered = found.every(({ line, chain, hash, sequence }, i) => line === JSON.stringify({ chain, hash, sequence }) && !(chain <= found[i - 1]?.chain));
      if (!ordered || hex(text) !== each.list) throw new Bad('its list of heads was changed');
      return found;
    });
    if (listed === undefined) whole = false;
    for (const head of listed ?? []) {
      const known = ends.get(head.chain);
      if (known?.sequence > head.sequence || (known?.sequence === head.sequence && known.hash !== head.hash)) bad('checkpoint-rolled-back', 'goes back', head);
      if (known?.hash !== head.hash) chainOf(head.chain).points.push({ ...head, ...each, hash: head.hash, checkpoint });
      ends.set(head.chain, { ...head, leaf: known?.hash === head.hash ? known.leaf : leaf(head), listed: checkpoint });
    }
    if (listed !== undefined && holds === 'all') whole = true;
    for (const end of holds === 'all' && listed !== undefined ? ends.values() : []) if (end.listed !== checkpoint) bad('checkpoint-rolled-back', 'does not know a chain', end);
    if (!whole) continue;
    const sorted = [...ends.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1));
    const sum = sorted.reduce((total, { sequence }) => total + sequence, 0);
    if (each.chains !== sorted.length || rootOf(sorted.map((end) => end.leaf)).toString('hex') !== each.root || sum !== each.records) bad('checkpoint-root', 'has another root or count than its heads');
  }
  return sound;
}

// ---- The verdict ------------------------------------------------------------------------------------------------------------------------
function judge(chain, { seen, points }, exports, sound) {
  const before = problems.length;
  const bad = (kind, sequence, what) => {
    const { time, action, tenantName, userPrincipalName } = seen.find((each) => each.sequence === sequence) ?? {};
    problem(kind, what, { chain, sequence, time, action, tenantName, userPrincipalName });
  };
  seen.sort((a, b) => a.sequence - b.sequence);
  const places = new Map(); // sequence -> its records that differ
  const held = new Map(); // source -> its sequences
  for (const each of seen) {
    const forms = places.get(each.sequence) ?? places.set(each.sequence, []).get(each.sequence);
    if (!forms.some(({ hash, intact }) => hash === each.hash && intact === each.intact)) forms.push(each);
    held.set(each.source, [...(held.get(each.source) ?? []), each.sequence]);
  }
  const records = [...places.values()].flat();
  let last;
  for (const each of records) {
    const { sequence, prevHash, intact } = each;
    if (!intact) bad('record-changed', sequence, 'was changed: its hash does not fit its content');
    if (last?.sequence === sequence) bad('record-differs', sequence, 'stands there in two forms');
    else if (sequence > (last?.sequence ?? 0) + 1) bad('records-missing', (last?.sequence ?? 0) + 1, 'is missing');
    else if (prevHash !== (last?.hash ?? ZEROS)) bad('broken-link', sequence, 'does not link to the one before it');
    last = each;
  }
  for (const { sequence, hash, by } of points) {
    const forms = places.get(sequence);
    if (forms === undefined) bad('sealed-record-missing', sequence, `is missing: ${by} covers it`);
    else if (!forms.some((each) => each.hash === hash)) bad('sealed-record-replaced', sequence, `is not the one that ${by} covers`);
  }
  let reached = 0;
  for (const one of exports) {
    const own = held.get(one) ?? [];
    if (own.some((sequence, i) => sequence === own[i - 1])) bad('record-twice', own[0], `stands twice in ${one.name}`);
    if (one.kind === 'incremental') {
      const lost = records.find(({ sequence, at }) => at >= one.start && at + LATEST < one.time && !own.includes(sequence));
      if (lost !== undefined) bad('missing-in-export', lost.sequence, `is missing in ${one.name}`);
      continue;
    }
    for (const { at, sequence } of points) if (at <= one.time) reached = Math.max(reached, sequence);
    reached = Math.max(reached, ...own.slice(-1));
    if (new Set(own).size < reached) bad('missing-in-export', reached, `or one before it is missing in ${one.name}`);
  }
  const sealed = Math.max(0, ...points.map(({ sequence }) => sequence));
  const archived = new Set(seen.flatMap(({ source, sequence }) => (source.kind === 'archive' ? sequence : [])));
  const [first, end] = [Math.min(...archived), Math.max(sealed, ...archived)];
  for (const { sequence, at } of to === 0 ? [] : records) {
    const must = (first < sequence && sequence < end) || (at > from + LATEST && (sequence <= end || at < to - LATEST));
    if (must && !archived.has(sequence)) bad('missing-in-archive', sequence, 'is missing in the archive');
  }
  const whole = sound.at(-1);
  for (const { sequence, at } of whole === undefined ? [] : records)
    if (sequence > sealed && at < whole.at - LATEST) bad('added-later', sequence, 'was put there after a checkpoint that does not cover it');
  return { records: records.length, sealed: records.filter(({ sequence }) => sequence <= sealed).length };
}

function readExtract([checkpoint]) {
  const { lines } = linesOf(read('extract/proofs.jsonl.gz'));
  for (const each of lines.map((line) => only(strict(line), 'chain', 'sequence', 'hash', 'index', 'proof'))) {
    if (each.chain.split('#')[0] !== JSON.parse(lines[0]).chain.split('#')[0]) problem('extract-tenant', 'is of another customer', each);
    if (rootByProof(leaf(each), each.index, checkpoint.chains, each.proof).toString('hex') === checkpoint.root) chainOf(each.chain).points.push({ ...checkpoint, ...each });
    else problem('extract-proof', 'is not proven', { chain: each.chain, sequence: each.sequence });
  }
  readLines('extract/records.jsonl.gz', { kind: 'extract', name: 'the extract' });
}

try {
  walk('');
} catch (error) {
  process.stderr.write(`${error.message}\nUsage: node verify.mjs <folder> [--public-key <file>]... [--expect <hash>]... [--json]\n`);
  process.exit(2);
}
for (const part of Object.values(parts)) part.sort();
for (const file of parts.estates) if (hex(read(file)) !== basename(file, '.json')) problem('unreadable-file', 'was changed', { file });
for (const file of given('--public-key')) readKey(readFileSync(file), 'you');
for (const file of keys.length > 0 ? [] : parts.keys) attempt('key-file', { file }, () => readKey(read(file), 'the folder only'));
const sound = readCheckpoints();
const exports = readExports();
for (const file of parts.archive) readLines(file, { kind: 'archive', name: 'the archive' });
if (parts.extract.length > 0) attempt('extract-proof', {}, () => readExtract(sound));
const newestCheckpoint = sound.at(-1);
const hashes = new Set(sound.map(({ hash }) => hash));
for (const hash of given('--expect')) if (!hashes.has(hash)) problem('checkpoint-expected', `no checkpoint has the hash ${hash}`);
for (const [hash, where] of named) if (!hashes.has(hash) && parts.extract.length === 0) problem('checkpoint-missing', `names checkpoint ${hash}, which is not there`, where);
if (newestCheckpoint === undefined) problem('nothing-sealed', 'there is no good checkpoint');
if (newest > newestCheckpoint?.at + OVERDUE) problem('checkpoint-overdue', 'is long before the newest record', { checkpoint: newestCheckpoint.number });
let [records, sealed] = [0, 0];
for (const [chain, all] of chains) {
  const verdict = judge(chain, all, exports, sound);
  records += verdict.records;
  sealed += verdict.sealed;
}
const { by, hash, key, time } = newestCheckpoint ?? {};
if (options.includes('--json')) process.stdout.write(`${JSON.stringify({ records, sealed, newer: records - sealed, hash, key, problems })}\n`);
else {
  process.stdout.write(`${records} records: ${sealed} sealed by ${by} (${hash}, key ${key}, ${time}), ${records - sealed} newer than it, ${problems.length} problems\n`);
  for (const { fingerprint, from: origin } of keys) process.stdout.write(`key ${fingerprint}: from ${origin}\n`);
  for (const each of problems) process.stdout.write(`  problem: ${JSON.stringify(each)}\n`);
}
process.exitCode = problems.length > 0 ? 1 : 0;
