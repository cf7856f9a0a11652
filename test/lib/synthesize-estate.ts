import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { estateSchema } from '../../config/estate.ts';
import { bundleFunctions } from '../../lib/bundles.ts';
import { RotationStack } from '../../lib/rotation-stack.ts';
import { fixtureHandlers } from './fixture-handlers.ts';

/*
 * A process of its own, so that no test loads the CDK: some 300 MB. Synthesizes as `bin/app.ts` does, cdk-nag and CloudFormation's
 * own rules included: fails where a finding is left.
 */

const wanted = z
  .object({
    estate: estateSchema,
    /** Folder of the handlers; some that do nothing if left out. */
    handlers: z.string().optional(),
    /** Where the template goes. */
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
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { estate, handlers = fixtureHandlers(folder) } = wanted;
  new RotationStack(app, { estate, code: bundleFunctions({ handlers, output: join(folder, 'bundles') }) });
  app.synth();
  mkdirSync(dirname(wanted.file), { recursive: true });
  const unfinished = `${wanted.file}.${process.pid}`;
  writeFileSync(unfinished, readFileSync(join(folder, 'out', `${estate.aws.stackName}.template.json`)));
  renameSync(unfinished, wanted.file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
