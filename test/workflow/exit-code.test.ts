import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { tailspin, wingtip } from './foreign/directory.ts';
import { estateOf } from './foreign/foreign-estate.ts';
import { startForeignGraph } from './foreign/graph.ts';
import { summaryIn } from './foreign/left-behind.ts';
import { freePorts, npmStart } from './npm-start.ts';

const out = mkdtempSync(join(tmpdir(), 'rotation-exit-code-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** One of two customers is no tenant of Microsoft's. */
test('where a tenant failed, npm start --approve ends with exit code 3, and the other tenants are done', async () => {
  const known = tailspin();
  const customers = [
    { name: 'tailspin', ...known },
    { name: 'wingtip', ...wingtip() },
  ];
  const { yaml, readerClientId, writerClientId } = estateOf(customers);
  const config = join(out, 'estate.yaml');
  writeFileSync(config, yaml);
  const graph = await startForeignGraph({ tenants: [known.tenant], readerClientId, writerClientId });
  try {
    const elsewhere = ['--graph', graph.origin, '--login', graph.origin, '--config', config];
    const port = String(await freePorts());
    const started = npmStart(['--approve', 'none', ...elsewhere, '--out', join(out, 'run'), '--port', port]);
    expect(await started.exitCode).toBe(3);
    const { tenants, accounts } = summaryIn(join(out, 'run'));
    expect(tenants).toEqual({ total: 2, failed: 1 });
    expect(accounts.discovered).toBe(known.truth.size);
  } finally {
    await graph.close();
  }
});
