import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'app-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the app as `cdk synth` does, in an environment without AWS credentials. */
function run(estateFile: string) {
  const outdir = join(folder, 'out');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
    env: { PATH: process.env.PATH, HOME: folder, ESTATE: estateFile, CDK_OUTDIR: outdir },
    encoding: 'utf8',
  });
  return { status, stdout, lines: stderr.trim().split('\n'), synthesized: existsSync(outdir) };
}

test('a wrong estate file: every problem at once, exit code 2, nothing synthesized', () => {
  const file = join(folder, 'wrong.yaml');
  const text = readFileSync('config/example.yaml', 'utf8');
  writeFileSync(
    file,
    text.replace('timeZone: Europe/Berlin', 'timeZone: Mars/Olympus').replace('windowHours: 48', 'windowHours: 0'),
  );
  const { status, stdout, lines, synthesized } = run(file);
  expect(status).toBe(2);
  expect(synthesized).toBe(false);
  expect(stdout).toBe('');
  expect(lines).toEqual([
    expect.stringMatching(/wrong\.yaml:\d+: msp\.timeZone /),
    expect.stringMatching(/wrong\.yaml:\d+: approvals\.windowHours /),
  ]);
});

test('an estate file that is not there: exit code 2 too', () => {
  const { status, lines, synthesized } = run(join(folder, 'none.yaml'));
  expect({ status, synthesized }).toEqual({ status: 2, synthesized: false });
  expect(lines).toEqual([expect.stringContaining('none.yaml: does not exist')]);
});
