import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectionsIn } from '../../../local/inbox/connections.ts';
import { type WebhookSink, webhookSink } from '../../../local/inbox/webhook-sink.ts';

const NOW = new Date('2026-12-07T08:00:00.000Z');
const event = {
  specversion: '1.0',
  id: 'chain/1',
  source: '/s',
  type: 't',
  subject: 'chain',
  time: '2026-12-07T07:00:00.000Z',
  datacontenttype: 'application/json',
  data: {},
};

let folder: string;
let sink: WebhookSink;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhook-'));
  sink = webhookSink(folder, connectionsIn(folder), { now: () => NOW });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kept = () =>
  existsSync(join(folder, 'webhook.jsonl')) ? readFileSync(join(folder, 'webhook.jsonl'), 'utf8') : '';

async function post(body: string, changes: Readonly<Record<string, string>> = {}, seconds = NOW.getTime() / 1000) {
  const { keyId, key } = JSON.parse(sink.secret);
  const mac = createHmac('sha256', Buffer.from(key, 'base64')).update(`chain/1.${seconds}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/cloudevents+json',
    'webhook-id': 'chain/1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${mac}`,
    'webhook-key-id': keyId,
    ...changes,
  };
  return (await sink.app.request('/', { method: 'POST', headers, body })).status;
}

test('takes a signed event, and keeps one that comes twice once', async () => {
  expect([await post(JSON.stringify(event)), await post(JSON.stringify(event))]).toEqual([204, 204]);
  expect(kept()).toBe(`${JSON.stringify(event)}\n`);
});

test.each<[string, number, () => Promise<number>]>([
  ['no signature of ours', 401, () => post(JSON.stringify(event), { 'webhook-signature': 'v1,AAAA' })],
  ['another key id', 401, () => post(JSON.stringify(event), { 'webhook-key-id': 'other' })],
  ['one of an hour ago', 401, () => post(JSON.stringify(event), {}, NOW.getTime() / 1000 - 3600)],
  ['no instant', 401, () => post(JSON.stringify(event), { 'webhook-timestamp': 'x' })],
  ['another type', 415, () => post(JSON.stringify(event), { 'content-type': 'application/json' })],
  ['no CloudEvent', 400, () => post(JSON.stringify({ ...event, specversion: '0.3' }))],
  ['an unknown member', 400, () => post(JSON.stringify({ ...event, surprise: 1 }))],
  ['another id inside', 400, () => post(JSON.stringify({ ...event, id: 'chain/2' }))],
])('refuses %s', async (_, status, posted) => {
  expect(await posted()).toBe(status);
  expect(kept()).toBe('');
});

test('fails as it is told, and works again', async () => {
  sink.fail(503);
  expect(await post(JSON.stringify(event))).toBe(503);
  sink.fail(undefined);
  expect(await post(JSON.stringify(event))).toBe(204);
});
