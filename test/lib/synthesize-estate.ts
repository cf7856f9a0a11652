import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { estateSchema } from '../../config/estate.ts';
import { dataStackName } from '../../contract/stack.ts';
import { addStacks } from '../../lib/both-stacks.ts';
import { bundleFunctions } from '../../lib/bundles.ts';
import { addRulePacks } from '../../lib/rule-packs.ts';
import { fixtureHandlers } from './fixture-handlers.ts';
import { unusedAcceptances } from './unused-acceptances.ts';

/*
 * A process of its own, so that no test loads the CDK: some 300 MB. Synthesizes as `bin/app.ts` does, cdk-nag
 * included, and CloudFormation's own rules where `CDK_VALIDATION` says so: fails where a finding is left.
 */

const wanted = z
  .object({
    estate: estateSchema,
    /** Folder of the handlers; some that do nothing if left out. */
    handlers: z.string().optional(),
    /** Where the templates go, each by the name of its stack, and which acceptances of findings are of no use. */
    file: z.string(),
  })
  .parse(JSON.parse(readFileSync(0, 'utf8')));

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });
const folder = mkdtempSync(join(tmpdir(), 'synthesized-'));
try {
  const { context } = cdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  const app = new App({
    context,
    outdir: join(folder, 'out'),
  });
  addRulePacks(app);
  const { estate, handlers = fixtureHandlers(folder) } = wanted;
  addStacks(app, { estate, code: bundleFunctions({ handlers, output: join(folder, 'bundles') }) });
  app.synth();
  mkdirSync(dirname(wanted.file), { recursive: true });
  const unfinished = `${wanted.file}.${process.pid}`;
  const { stackName } = estate.aws;
  const templates = [dataStackName(stackName), stackName].map(
    (name) => [name, JSON.parse(readFileSync(join(folder, 'out', `${name}.template.json`), 'utf8'))] as const,
  );
  writeFileSync(
    unfinished,
    JSON.stringify({ templates: Object.fromEntries(templates), unused: unusedAcceptances(app) }),
  );
  renameSync(unfinished, wanted.file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
