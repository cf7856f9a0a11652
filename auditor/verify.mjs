#!/usr/bin/env node
// Verifies audit records of M365 Password Rotation from files alone, sharing no code with the product: read it beside docs/audit-format.md. Plain
// Node.js, 20.15 or newer. It holds everything in memory; `rotation audit verify` says the same of larger folders, of extracts, and of seals.
//   node verify.mjs <folder> [--public-key <file>]... [--expect <hash of a checkpoint>]...
// Exit code 0: no problem; 1: problems, one JSON object each; 2: nothing to verify, or an argument that is not understood.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, inflateRawSync } from 'node:zlib';
const ZEROS = '0'.repeat(64); // the hash of what does not exist
// So soon after its time a record is in table and archive; so much clocks may differ; checkpoints are hourly.
const [LATEST, CLOCKS, OVERDUE] = [20 * 60_000, 60_000, 2 * 3_600_000];
const [sha256, hex] = [undefined, 'hex'].map((form) => (data) => createHash('sha256').update(data).digest(form));
const problems = [];
const problem = (kind, what, place = {}) => void problems.push({ kind, ...place, what });
const wrong = (what) => { throw new Error(what); };
/** What `act` gives; whatever it throws is a problem of that kind. */
function attempt(kind, place, act) {
  try {
    return act();
  } catch (error) {
    return problem(kind, error.message, place);
  }
}
// ---- Files: everything that may lie in the folder
const GRAMMAR = {
  archive: /^records\/\d{4}\/\d\d\/\d\d\/\d\d\/\d+-\d+\.jsonl\.gz$/,
  notes: /^checkpoints\/\d{6}\/\d{9}\.checkpoint$/,
  heads: /^checkpoints\/\d{6}\/\d{9}-[0-9a-f]{64}\.heads\.jsonl\.gz$/,
  keys: /^(checkpoints\/keys\/[0-9a-f]{64}|seal-key)\.pem$/,
  estates: /^estates\/[0-9a-f]{64}\.json$/,
  seals: /^seals\/[A-Za-z0-9-]+\.json$/, // of earlier versions: only `rotation audit verify` reads them
  data: /^(.+\/)?AWSDynamoDB\/([\w-]+\/)?data\/\w+\.json\.gz$/,
  manifests: /^(.+\/)?AWSDynamoDB\/[\w-]+\/(_started|manifest-(files|summary)\.(json|checksum))$/,
};
process.on('uncaughtException', ({ message }) => process.stderr.write(`${message}\n`, () => process.exit(2)));
const several = { type: 'string', multiple: true, default: [] }; // what is not understood is refused: it would be a check that nobody made
const { values: given, positionals } = parseArgs({ allowPositionals: true, options: { 'public-key': several, expect: several } });
const [root] = positionals.length === 1 ? positionals : wrong('name one folder, and --public-key or --expect before each of their values');
const read = (file) => readFileSync(join(root, file));
const parts = Object.fromEntries(Object.keys(GRAMMAR).map((part) => [part, []]));
function walk(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = folder + entry.name;
    const part = Object.keys(GRAMMAR).find((each) => GRAMMAR[each].test(file));
    if (entry.isDirectory()) walk(`${file}/`);
    else if (!entry.isFile()) problem('symbolic-link', 'is a link', { file });
    else if (part === undefined) problem('unexpected-file', 'is no evidence', { file });
    else parts[part].push(file);
  }
}
/** Of a gzip file: one member and nothing after it, UTF-8, each line with its end. */
function linesOf(content) {
  const text = gunzipSync(content); // compares the checksum
  const size = content[3] === 0 ? inflateRawSync(content.subarray(10), { info: true }).engine.bytesWritten + 18 : content.length;
  if (size !== content.length) wrong('something follows what is compressed');
  const lines = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text).split('\n');
  return lines.pop() === '' ? { lines, text } : wrong('its last line has no end');
}
/** JSON in one reading only: no white space, no name twice. Other writers may escape more than they must. */
function strict(line) {
  const value = JSON.parse(line);
  const bare = () => line.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => JSON.stringify(JSON.parse(quoted)));
  return JSON.stringify(value) === line || JSON.stringify(value) === bare() ? value : wrong('white space, or a name twice');
}
// ---- Records
const texts = (names) => Object.fromEntries(names.split(' ').map((name) => [name, 'S']));
const RECORD = {
  ...texts('action outcome reason time component accessOf cycleId tenantId tenantName accountId userPrincipalName class rotationId'),
  ...texts('estate code passwordChangedAt chain hash prevHash'),
  ...{ times: 'N', schema: 'N', sequence: 'N' },
  actor: texts('kind objectId tenantId name'),
  source: texts('address userAgent'),
  evidence: texts('graphRequestId clientRequestId secretVersionId linkFingerprint ticket messageId trailEventId checkpoint detail'),
};
const FORMS = { time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, hash: /^[0-9a-f]{64}$/, prevHash: /^[0-9a-f]{64}$/, action: /^[a-z-]+\.[a-z-]+$/ };
function only(value, ...names) {
  if (typeof value !== 'object' || value === null) wrong('it is no object');
  const other = Object.keys(value).find((name) => !names.includes(name));
  return other === undefined ? value : wrong(`a member that must not be: ${other}`);
}
/** A value without the types that DynamoDB wraps around it; members sorted, so that JSON of it is canonical (RFC 8785). */
function plain(row, shape) {
  const result = {};
  for (const name of Object.keys(only(row, ...Object.keys(shape))).sort()) {
    const type = typeof shape[name] === 'string' ? shape[name] : 'M';
    const value = only(row[name], type)[type];
    if (type === 'M') result[name] = plain(value, shape[name]);
    else if (typeof value !== 'string' || !value.isWellFormed() || FORMS[name]?.test(value) === false) wrong(`${name} has another form`);
    else if (type === 'N' && !(String(Number(value)) === value && Number.isSafeInteger(Number(value)))) wrong(`${name} is no integer`);
    else result[name] = type === 'N' ? Number(value) : value;
  }
  return result;
}
function recordOf(row) {
  const { hash, ...record } = plain(row, RECORD);
  const { chain, sequence, prevHash, time, action, outcome, component, actor, schema, tenantId, accountId, accessOf } = record;
  if ([hash, chain, prevHash, time, action, outcome, component, actor].includes(undefined) || schema !== 1 || !(sequence > 0)) wrong('no record');
  const own = accessOf === undefined ? `${tenantId ?? '-'}#${accountId ?? '-'}` : `access#${accessOf}`;
  return { ...record, hash, at: Date.parse(time), intact: hex(JSON.stringify(record)) === hash, misplaced: own !== chain };
}
// Name -> its records from every source and what was signed about it; hash that a record names -> where; folders of exports that have only begun.
const [chains, named, unfinished] = [new Map(), new Map(), []];
const chainOf = (name) => chains.get(name) ?? chains.set(name, { seen: [], points: [] }).get(name);
let [from, to, newest] = [Number.POSITIVE_INFINITY, 0, 0]; // of the archive; of all records
const subjectOf = ({ time, action, tenantName, userPrincipalName } = {}) => ({ time, action, tenantName, userPrincipalName });
/** @returns place and time of the change, where it is one of the archive */
function take(line, source, place) {
  const { Item, Metadata, Keys, NewImage, OldImage } = only(strict(line), ...('start' in source ? ['Metadata', 'Keys', 'NewImage', 'OldImage'] : ['Item']));
  const [after, before] = [Item ?? NewImage, OldImage].map((row) => row && recordOf(row));
  const record = after ?? before ?? wrong('it has no image');
  const { chain, sequence } = record;
  const where = { ...place, chain, sequence, ...subjectOf(record) };
  const event = after === undefined ? 'REMOVE' : before === undefined ? 'INSERT' : 'MODIFY';
  let change;
  if (Item === undefined) {
    const keys = plain(Keys, { chain: 'S', sequence: 'N' });
    if (![record, before ?? record].every((each) => each.chain === keys.chain && each.sequence === keys.sequence)) wrong('its keys are of another');
    if (source.kind !== 'archive') only(Metadata, 'WriteTimestampMicros');
    else {
      const meta = only(Metadata, 'EventName', 'SequenceNumber', 'ApproximateCreationDateTime');
      change = { place: only(meta.SequenceNumber, 'S').S, at: Number(only(meta.ApproximateCreationDateTime, 'N').N) * 1000 };
      if (only(meta.EventName, 'S').S !== event || !/^\d+$/.test(change.place) || !(change.at > 0)) wrong('its event is another');
    }
    if (event === 'MODIFY') return problem('record-overwritten', `was overwritten; before, it said ${before.action}`, where) ?? change;
    if (event === 'REMOVE') return problem('record-removed', 'was removed from the table', where) ?? change;
  }
  if (change !== undefined) [from, to] = [Math.min(from, change.at), Math.max(to, change.at)];
  if (change?.at - record.at > LATEST) problem('back-dated', 'was written long after its time', where);
  if (record.misplaced) problem('wrong-chain', 'belongs to another chain', where);
  newest = Math.max(newest, record.at);
  if (record.action === 'cycle.sealed' && record.evidence?.checkpoint !== undefined) named.set(record.evidence.checkpoint, where);
  chainOf(chain).seen.push({ ...record, source });
  return change;
}
function readLines(file, source) {
  const content = read(file);
  const lines = attempt('unreadable-file', { file }, () => linesOf(content).lines);
  const changes = lines?.map((line, i) => attempt('unreadable-line', { file, line: i + 1 }, () => take(line, source, { file, line: i + 1 })));
  const [first, last] = [changes?.find(Boolean), changes?.findLast(Boolean)];
  const hour = () => new Date(first.at).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
  if (first && file !== `records/${hour()}/${first.place}-${last.place}.jsonl.gz`) problem('misplaced-object', 'has another name than its lines', { file });
  return lines && { itemCount: lines.length, md5Checksum: createHash('md5').update(content).digest('base64') };
}
// ---- Exports of the table by DynamoDB
function manifest(name) {
  const content = read(`${name}.json`);
  const told = read(`${name}.checksum`).toString().trim();
  return ['base64', 'hex'].some((form) => createHash('md5').update(content).digest(form) === told) ? content.toString() : wrong('its checksum is another');
}
function readExports() {
  const unclaimed = new Set(parts.data);
  const exports = [...new Set(parts.manifests.map(dirname))].flatMap((folder) => {
    const file = `${folder}/manifest-summary.json`;
    if (!parts.manifests.some((each) => each.startsWith(`${folder}/manifest-`))) return unfinished.push(`${folder}/data`, `${dirname(folder)}/data`) && [];
    return attempt('export-manifest', { file }, () => {
      const summary = JSON.parse(manifest(`${folder}/manifest-summary`));
      const files = manifest(`${folder}/manifest-files`).split('\n').filter(Boolean).map((line) => JSON.parse(line));
      const at = folder.lastIndexOf('AWSDynamoDB/');
      for (const each of files) each.path = folder.slice(0, at) + each.dataFileS3Key.slice(each.dataFileS3Key.lastIndexOf('AWSDynamoDB/'));
      const [start, time] = [summary.exportFromTime, summary.exportTime ?? summary.exportToTime].map((each) => Date.parse(each));
      if (!summary.manifestFilesS3Key.endsWith(`${folder.slice(at)}/manifest-files.json`) || !(time > 0) || start >= time) wrong('is of another export');
      if (files.reduce((sum, { itemCount }) => sum + itemCount, 0) !== summary.itemCount) wrong('its counts differ');
      if (!files.every(({ path }) => unclaimed.delete(path))) wrong('a data file is missing');
      return [{ ...(summary.exportTime ? { kind: 'full' } : { kind: 'incremental', start }), time, files, file }];
    }) ?? [];
  });
  for (const file of unclaimed) if (!unfinished.includes(dirname(file))) problem('unexpected-file', 'belongs to no export with a good manifest', { file });
  let reached;
  for (const one of exports.sort((a, b) => a.time - b.time)) {
    if (one.kind === 'incremental' && !(one.start <= reached)) problem('export-missing', 'the one before it is missing', { file: one.file });
    reached = Math.max(reached ?? 0, one.time);
    for (const { path, itemCount, md5Checksum } of one.files) {
      const data = readLines(path, one);
      if (data && (data.itemCount !== itemCount || data.md5Checksum !== md5Checksum)) problem('export-manifest', 'is not as its manifest says', { file: path });
    }
  }
  return exports;
}
// ---- What was signed
const keys = new Map(); // fingerprint -> key
function readKey(content) {
  const key = createPublicKey(content.includes('-----BEGIN') ? content : { key: content, format: 'der', type: 'spki' });
  const fingerprint = hex(key.export({ format: 'der', type: 'spki' }));
  return keys.set(fingerprint, key) && fingerprint;
}
const node = (prefix, ...data) => sha256(Buffer.concat([Buffer.of(prefix), ...data])); // RFC 6962, 2.1
const leafOf = ({ chain, hash, sequence }) => node(0, Buffer.from(JSON.stringify({ chain, hash, sequence })));
const pairs = (level) => level.flatMap((left, i) => (i % 2 ? [] : [level[i + 1] ? node(1, left, level[i + 1]) : left]));
const rootOf = (level) => (level.length < 2 ? (level[0] ?? sha256('')) : rootOf(pairs(level)));
const NOTE = new RegExp(`^((\\S+)\n(\\d+)\n([A-Za-z0-9+/]{43}=)\nnumber (\\d+)\ntime (\\S+)\nrecords (\\d+)\nprevious (HASH)\nheads (all|changed) (HASH)\n`
  .concat('estate HASH\ncode \\S+\n(?:cycle (\\S+)\n)?)\n((?:\u2014 \\S+ \\S+\n)+)$').replaceAll('HASH', '[0-9a-f]{64}'));
function readCheckpoint(file) {
  const place = { file, checkpoint: Number(basename(file, '.checkpoint')) };
  const [, text, origin, size, root64, number, time, records, previous, holds, list, cycleId, signatures] = NOTE.exec(read(file)) ?? [];
  if (text === undefined || [size, number, records].some((each) => String(Number(each)) !== each) || !FORMS.time.test(time) || place.checkpoint !== Number(number))
    return problem('checkpoint-unreadable', 'is no checkpoint of that number', place);
  const signed = signatures.trim().split('\n').flatMap((line) => (line.split(' ')[1] === origin ? Buffer.from(line.split(' ')[2], 'base64') : []));
  const known = [...keys].filter(([fingerprint]) => signed.some((each) => fingerprint.startsWith(each.toString('hex', 0, 4))));
  const [signer] = known.find(([, key]) => signed.some((each) => verify('sha256', Buffer.from(text), key, each.subarray(4)))) ?? [];
  if (signer === undefined) return problem(known.length === 0 ? 'key-unknown' : 'checkpoint-unsigned', 'has no signature by a key that is trusted', place);
  const heads = file.replace('.checkpoint', `-${list}.heads.jsonl.gz`);
  const numbers = { number: Number(number), size: Number(size), records: Number(records), at: Date.parse(time), root: Buffer.from(root64, 'base64') };
  return { ...numbers, origin, time, previous, holds, list, heads, cycleId, hash: hex(text), signer };
}
/** Follows the ends of all chains from checkpoint to checkpoint. */
function followHeads(sound) {
  const [there, ends] = [new Set(parts.notes.map((file) => Number(basename(file, '.checkpoint')))), new Map()];
  let [before, isWhole] = [{ number: 0, hash: ZEROS, origin: sound[0]?.origin, at: 0 }, true];
  for (const each of sound) {
    const { number: checkpoint, heads, holds } = each;
    const bad = (kind, what, { chain, sequence } = {}) => problem(kind, what, { checkpoint, chain, sequence });
    for (let n = before.number + 1; n < checkpoint; n += 1) if (!there.has(n)) problem('checkpoint-missing', 'is missing', { checkpoint: n });
    const follows = checkpoint !== before.number + 1 || each.previous === before.hash;
    if (!follows || before.origin !== each.origin || before.at > each.at) bad('checkpoint-order', 'does not follow the one before it');
    before = each;
    const listed = attempt('checkpoint-heads', { checkpoint, file: heads }, () => {
      const { lines, text } = linesOf(read(heads));
      const found = lines.map((line) => ({ line, ...JSON.parse(line) }));
      const ordered = found.every(({ line, chain, hash, sequence }, i) => line === JSON.stringify({ chain, hash, sequence }) && !(chain <= found[i - 1]?.chain));
      return ordered && hex(text) === each.list ? found : wrong('its list of heads was changed');
    });
    for (const head of listed ?? []) {
      const known = ends.get(head.chain);
      if (known?.sequence > head.sequence || (known?.sequence === head.sequence && known.hash !== head.hash)) bad('checkpoint-rolled-back', 'goes back', head);
      if (known?.hash !== head.hash) chainOf(head.chain).points.push({ sequence: head.sequence, hash: head.hash, at: each.at, checkpoint });
      ends.set(head.chain, { ...head, leaf: known?.hash === head.hash ? known.leaf : leafOf(head), listed: checkpoint });
    }
    if (listed !== undefined && holds === 'all') for (const end of ends.values()) if (end.listed !== checkpoint) bad('checkpoint-rolled-back', 'forgets a chain', end);
    isWhole = listed !== undefined && (isWhole || holds === 'all');
    const sorted = isWhole ? [...ends.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1)) : [];
    const counts = each.size === ends.size && sorted.reduce((total, { sequence }) => total + sequence, 0) === each.records;
    if (isWhole && !(counts && rootOf(sorted.map(({ leaf }) => leaf)).equals(each.root))) bad('checkpoint-root', 'has another root or count than its heads');
  }
}
// ---- The verdict on one chain
function judge(chain, { seen, points }, exports, last) {
  const bad = (kind, sequence, what) => problem(kind, what, { chain, sequence, ...subjectOf(seen.find((each) => each.sequence === sequence)) });
  seen.sort((a, b) => a.sequence - b.sequence);
  const records = seen.filter((each, i) => !seen.some((other, k) => k < i && other.sequence === each.sequence && other.hash === each.hash && other.intact === each.intact));
  const heldBy = (source) => seen.flatMap((each) => (each.source === source ? each.sequence : []));
  for (const [i, each] of records.entries()) {
    const [before, { sequence, prevHash }] = [records[i - 1], each];
    if (!each.intact) bad('record-changed', sequence, 'was changed: its hash does not fit its content');
    if (before?.sequence === sequence) bad('record-differs', sequence, 'stands there in two forms');
    else if (sequence > (before?.sequence ?? 0) + 1) bad('records-missing', (before?.sequence ?? 0) + 1, 'is missing');
    else if (prevHash !== (before?.hash ?? ZEROS)) bad('broken-link', sequence, 'does not link to the one before it');
  }
  for (const { sequence, hash, checkpoint } of points) {
    const forms = records.filter((each) => each.sequence === sequence);
    if (forms.length === 0) bad('sealed-record-missing', sequence, `is missing: checkpoint ${checkpoint} covers it`);
    else if (!forms.some((each) => each.hash === hash)) bad('sealed-record-replaced', sequence, `is not the one that checkpoint ${checkpoint} covers`);
  }
  let reached = 0;
  for (const one of exports) {
    const [own, next] = [heldBy(one), exports[exports.indexOf(one) + 1]]; // what was made at the end of a window may stand in the next one
    const twice = own.find((sequence, i) => sequence === own[i - 1]);
    if (twice !== undefined) bad('record-twice', twice, `stands twice: ${one.file}`);
    const isIn = ({ sequence, at }) => own.includes(sequence) || (at >= one.time - LATEST && (next === undefined || heldBy(next).includes(sequence)));
    const must = ({ sequence, at }) => (one.kind === 'full' ? sequence <= reached : at >= one.start && at < one.time);
    for (const { at, sequence } of points) if (at <= one.time) reached = Math.max(reached, sequence);
    if (one.kind === 'full') reached = Math.max(reached, own.at(-1) ?? 0);
    const lost = records.find((each) => must(each) && !(one.kind === 'full' ? own.includes(each.sequence) : isIn(each)));
    if (lost !== undefined) bad('missing-in-export', lost.sequence, `is missing: ${one.file}`);
  }
  const sealed = points.reduce((most, { sequence }) => Math.max(most, sequence), 0);
  const archived = new Set(seen.flatMap(({ source, sequence }) => (source.kind === 'archive' ? sequence : [])));
  const [first, end] = [Math.min(...archived), Math.max(sealed, ...archived)];
  for (const { sequence, at } of records) {
    const must = (first < sequence && sequence < end) || (at > from + CLOCKS && (sequence <= end || at < to - LATEST));
    if (to > 0 && must && !archived.has(sequence)) bad('missing-in-archive', sequence, 'is missing in the archive');
    if (sequence > sealed && at > since && at < last?.at - LATEST) bad('added-later', sequence, 'was put there after a checkpoint that does not cover it');
  }
  return [records.length, records.filter(({ sequence }) => sequence <= sealed).length];
}
// ---- All of it
walk('');
for (const file of given['public-key']) readKey(readFileSync(file));
for (const file of parts.estates) if (hex(read(file)) !== basename(file, '.json')) problem('unreadable-file', 'is not what its name says', { file });
const isTrusted = keys.size > 0;
for (const file of isTrusted ? [] : parts.keys) attempt('key-file', { file }, () => [readKey(read(file)), 'seal-key'].includes(basename(file, '.pem')) || wrong('has another name than its key'));
const sound = parts.notes.map(readCheckpoint).filter((each) => each !== undefined);
const [last, since] = [sound.at(-1), parts.seals.length > 0 ? sound[0]?.at : 0]; // what was recorded before, seals of an earlier version covered
followHeads(sound);
const exports = readExports();
for (const file of parts.archive) readLines(file, { kind: 'archive', start: 0 });
const hashes = new Set(sound.map(({ hash }) => hash));
for (const hash of given.expect) if (!hashes.has(hash.toLowerCase())) problem('checkpoint-expected', `no checkpoint has the hash ${hash}`);
for (const [hash, where] of named) if (!hashes.has(hash)) problem('checkpoint-missing', `names the checkpoint ${hash}, which is not there`, where);
if (last === undefined) problem('nothing-sealed', 'there is no good checkpoint');
if (newest > last?.at + OVERDUE) problem('checkpoint-overdue', 'is the last one, long before the newest record', { checkpoint: last.number });
const [records, sealed] = [...chains].map(([chain, all]) => judge(chain, all, exports, last)).reduce((a, b) => [a[0] + b[0], a[1] + b[1]], [0, 0]);
const by = last && `checkpoint ${last.number} (${last.hash}, key ${last.signer}, ${last.time})`;
process.stdout.write(`${records} records: ${sealed} sealed by ${by}, ${records - sealed} ${since > 0 ? 'not covered by it' : 'newer than it'}, ${problems.length} problems\n`);
process.stdout.write(isTrusted ? 'The key is one that you gave.\n' : 'The key is only from the folder: compare its fingerprint with what you have from elsewhere.\n');
if (unfinished.length + parts.seals.length > 0) process.stdout.write(`Not read: ${unfinished.length / 2} unfinished exports, ${parts.seals.length} seals of an earlier version (\`rotation audit verify\` reads those).\n`);
for (const each of problems) process.stdout.write(`${JSON.stringify(each)}\n`);
process.exitCode = Math.min(problems.length, 1);
