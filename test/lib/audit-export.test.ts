import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { AwsError, answer, failure, type JsonObject, startMachines, thrown } from '@m365-rotation/local-aws';
import { virtualClock } from '@m365-rotation/loopback';
import * as z from 'zod';
import { endedExportSchema } from '../../lambda/domain/audit/export-plan.ts';
import { planExport } from '../../lambda/usecases/audit/plan-export.ts';
import { operator } from '../../lambda/usecases/facts.ts';
import { Tables } from '../lambda/usecases/in-memory-tables.ts';
import { deployedMachine } from './deployed-definitions.ts';

/** The machine as it is deployed, with what DynamoDB is known to do in its place. */

const folder = mkdtempSync(join(tmpdir(), 'audit-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const requestSchema = z.object({
  ClientToken: z.string(),
  ExportType: z.enum(['FULL_EXPORT', 'INCREMENTAL_EXPORT']),
  S3Prefix: z.string(),
  IncrementalExportSpecification: z
    .object({
      ExportFromTime: z.iso.datetime(),
      ExportToTime: z.iso.datetime().optional(),
      ExportViewType: z.literal('NEW_AND_OLD_IMAGES'),
    })
    .optional(),
});

class World {
  readonly tables = new Tables();
  readonly clock = virtualClock(new Date('2026-12-07T05:00:00.250Z'));
  /** By token. */
  readonly exports = new Map<
    string,
    {
      readonly arn: string;
      readonly description: JsonObject;
      readonly from?: number;
      readonly to: number;
      readonly readyAt: number;
    }
  >();
  /** What fails, and how often. */
  fails: readonly ('plan' | 'planned' | 'start' | 'poll' | 'export')[] = [];
  private tokens = 0;

  private failing(what: World['fails'][number]): boolean {
    if (!this.fails.includes(what)) return false;
    this.fails = this.fails.filter((_, i) => i !== this.fails.indexOf(what));
    return true;
  }

  async run(...inputs: readonly JsonObject[]) {
    const now = () => this.clock.now();
    const machines = await startMachines(
      { AuditExport: deployedMachine('AuditExport') },
      {
        'lambda:Invoke': async ({ Payload }) => {
          const event = z
            .object({ requestedBy: z.string().optional(), ended: endedExportSchema.optional() })
            .parse(JSON.parse(Buffer.from(String(Payload), 'base64').toString()));
          if (this.failing('plan')) return thrown('Error', 'no room');
          this.tokens += 1;
          const token = `token-${this.tokens}`;
          const ports = { exports: this.tables.exports, now, newToken: () => token };
          const by = event.requestedBy === undefined ? undefined : operator(event.requestedBy);
          const next = await planExport(ports, event.ended, by);
          if (this.failing('planned')) return thrown('Error', 'stopped after its work');
          if (next.kind === 'too-soon') {
            const waitSeconds = Math.max(1, Math.ceil((Date.parse(next.notBefore) - now().getTime()) / 1000));
            return answer({ next: next.kind, notBefore: next.notBefore, waitSeconds });
          }
          const { plannedAt, from, to } = next.export;
          const kind = from === undefined ? 'full' : to === undefined ? 'since' : 'window';
          return answer({ next: kind, token: next.export.token, period: plannedAt.slice(0, 7), from, to });
        },
        'dynamodb:ExportTableToPointInTime': (input) => {
          if (this.failing('start')) throw failure('DynamoDb.InternalServerErrorException', 'not now');
          const request = requestSchema.parse(input);
          const at = now().getTime();
          const { IncrementalExportSpecification: window } = request;
          const known = this.exports.get(request.ClientToken);
          if (known !== undefined) return { ExportDescription: { ExportArn: known.arn } };
          const from = window === undefined ? undefined : Date.parse(window.ExportFromTime);
          const to =
            window?.ExportToTime === undefined ? Math.floor(at / 1000) * 1000 : Date.parse(window.ExportToTime);
          if (from !== undefined && (to - from < 15 * MINUTE || to - from > DAY || to > at)) {
            throw new AwsError('InvalidExportTimeException', 'Difference between export period from time and …');
          }
          const arn = `arn:aws:dynamodb:eu-central-1:123456789012:table/T/export/${String(this.exports.size + 1)}`;
          const description =
            window === undefined
              ? { ExportTime: new Date(at).toISOString() }
              : { IncrementalExportSpecification: { ...window, ExportToTime: new Date(to).toISOString() } };
          this.exports.set(request.ClientToken, {
            arn,
            description,
            ...(from === undefined ? {} : { from }),
            to,
            readyAt: at + 12 * MINUTE,
          });
          return { ExportDescription: { ExportArn: arn } };
        },
        'dynamodb:DescribeExport': ({ ExportArn }) => {
          if (this.failing('poll')) throw failure('DynamoDb.LimitExceededException', 'too many');
          const one = [...this.exports.values()].find(({ arn }) => arn === ExportArn);
          if (one === undefined) throw new AwsError('ExportNotFoundException', 'no such export');
          const running = now().getTime() < one.readyAt;
          const failed = !running && this.failing('export');
          return {
            ExportDescription: {
              ...one.description,
              ExportStatus: running ? 'IN_PROGRESS' : failed ? 'FAILED' : 'COMPLETED',
              ...(failed ? { FailureCode: 'S3AccessDenied', FailureMessage: 'Access Denied' } : {}),
              ...(running || failed ? {} : { ItemCount: 7 }),
            },
          };
        },
      },
      { folder: mkdtempSync(join(folder, 'run-')), clock: this.clock },
    );
    const ends = await Promise.all(
      (await Promise.all(inputs.map((input) => machines.start('AuditExport', input)))).map((arn) =>
        machines.waitFor(arn),
      ),
    );
    await machines.close();
    return ends.map(({ status, output, error, cause }) => ({
      status,
      error,
      cause,
      ...(output === undefined ? {} : outputSchema.parse(JSON.parse(output))),
    }));
  }

  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms);
  }

  /** From and to of each export, in minutes after the first instant; of a full one: `all` and when. */
  get windows() {
    const zero = Date.parse('2026-12-07T05:00:00.000Z');
    return [...this.exports.values()].map(({ from, to }) => [
      from === undefined ? 'all' : (from - zero) / MINUTE,
      (to - zero) / MINUTE,
    ]);
  }
}

const outputSchema = z.object({ exported: z.array(z.object({ exportArn: z.string() })), notBefore: z.string() });

test('the whole table once, then what came since, without a gap', async () => {
  const world = new World();
  const [first] = await world.run({});
  expect(first).toMatchObject({ status: 'SUCCEEDED', exported: [{ exportArn: expect.stringMatching(/1$/) }] });
  await world.pass(DAY);
  await world.run({});
  const windows = world.windows;
  expect(windows[0]).toEqual(['all', 0]);
  expect(windows.slice(1).map(([from]) => from)).toEqual(windows.slice(0, -1).map(([, to]) => to));
  expect(world.tables.records).toMatchObject(
    windows.map(() => ({ action: 'audit.exported', outcome: 'success', chain: '-#-', component: 'plan-export' })),
  );
  expect(world.tables.records[0]?.evidence?.detail).toMatch(
    /^the whole table as of 2026-12-07T05:00:00.250Z: 7 records/,
  );
});

test('it is too soon within 15 minutes: a patient run waits once, another one says so', async () => {
  const world = new World();
  await world.run({});
  const [impatient] = await world.run({});
  expect(impatient).toMatchObject({ status: 'SUCCEEDED', exported: [], notBefore: '2026-12-07T05:16:00.000Z' });
  const [patient] = await world.run({ patient: true });
  expect(patient?.exported).toHaveLength(1);
  expect(world.windows).toEqual([
    ['all', 0],
    [0, 16],
  ]);
});

test('a patient run that has exported something does not wait for more', async () => {
  const world = new World();
  await world.run({ patient: true });
  expect(world.windows).toEqual([['all', 0]]);
});

test('a patient run gives up where the clock of waits is faster than that of records', async () => {
  const world = new World();
  await world.run({});
  const { now } = world.clock;
  const stopped = now();
  world.clock.now = () => stopped;
  const [patient] = await world.run({ patient: true });
  world.clock.now = now;
  expect(patient).toMatchObject({ status: 'SUCCEEDED', exported: [] });
});

test('after some days every window is made, of 24 hours at most; after 35 days the whole table', async () => {
  const world = new World();
  await world.run({});
  await world.pass(3 * DAY + 5 * MINUTE);
  await world.run({});
  expect(world.windows.slice(1, 4)).toEqual([
    [0, 1440],
    [1440, 2880],
    [2880, 4320],
  ]);
  await world.pass(36 * DAY);
  await world.run({});
  expect(world.windows.at(-1)?.[0]).toBe('all');
});

test('two runs at once make one export, and record it once', async () => {
  const world = new World();
  const ends = await world.run({}, {}, { patient: false });
  expect(ends.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  expect(world.windows).toHaveLength(1);
  expect(world.tables.records).toHaveLength(1);
});

test('whoever asks is on record', async () => {
  const world = new World();
  await world.run({ requestedBy: 'arn:aws:iam::123456789012:user/ada' });
  expect(world.tables.records).toMatchObject([
    { actor: { kind: 'operator', name: 'arn:aws:iam::123456789012:user/ada' } },
  ]);
});

describe('errors', () => {
  test.each(['plan', 'planned', 'start', 'poll'] as const)(
    'at %s are tried again, and nothing is made twice',
    async (what) => {
      const world = new World();
      world.fails = [what, what];
      const [end] = await world.run({});
      expect(end).toMatchObject({ status: 'SUCCEEDED' });
      expect(world.windows).toHaveLength(1);
      expect(world.tables.records).toHaveLength(1);
    },
  );

  test('an export that fails is told and recorded, and made anew by the next run', async () => {
    const world = new World();
    world.fails = ['export'];
    const [end] = await world.run({});
    expect(end).toMatchObject({
      status: 'FAILED',
      error: 'ExportFailed',
      cause: expect.stringContaining('S3AccessDenied'),
    });
    expect(world.tables.records).toMatchObject([{ outcome: 'failed', reason: 'S3AccessDenied: Access Denied' }]);
    const [again] = await world.run({});
    expect(again).toMatchObject({ status: 'SUCCEEDED', exported: [{}] });
    expect(world.windows.map(([from]) => from)).toEqual(['all', 'all']);
  });
});
