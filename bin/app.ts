import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadEstate } from '../config/load-estate.ts';
import { addStacks } from '../lib/both-stacks.ts';
import { bundleFunctions } from '../lib/bundles.ts';

/** Exit code for an estate file that cannot be used: nothing was synthesized. */
const WRONG_ESTATE = 2;

const loaded = loadEstate(process.env.ESTATE ?? 'config/example.yaml');
if ('problems' in loaded) {
  process.stderr.write(`${loaded.problems.join('\n')}\n`);
  process.exit(WRONG_ESTATE);
}
for (const warning of loaded.warnings) process.stderr.write(`${warning}\n`);

// The CDK's command line reads cdk.json; without it, as in `npm start`, its context must be read here.
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
const app = new App({ context });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const bundles = mkdtempSync(join(tmpdir(), 'm365-rotation-'));
try {
  const code = bundleFunctions({ handlers: 'lambda/handlers', output: bundles });
  addStacks(app, { estate: loaded.estate, code });
  app.synth();
} finally {
  rmSync(bundles, { recursive: true, force: true });
}
