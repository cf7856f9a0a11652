import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import type { Estate } from '../../config/estate.ts';
import { loadEstate } from '../../config/load-estate.ts';
import { anyFunctionNames } from '../../contract/functions.ts';
import { STACK_NAME } from '../../contract/stack.ts';
import { bundleFunctions } from '../../lib/bundles.ts';
import { RotationStack } from '../../lib/rotation-stack.ts';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
export type Resource = z.output<typeof resource>;

const templateSchema = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});
export type Template = z.output<typeof templateSchema>;

export function exampleEstate(): Estate {
  const loaded = loadEstate('config/example.yaml');
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'));
  return loaded.estate;
}

/** The example, with stored credentials deleted. */
export const estateWithRetention = (): Estate => ({
  ...exampleEstate(),
  retention: { credentials: 'until-stored', days: 7, recoveryDays: 14 },
});

/** A folder of handlers that do nothing: the template does not depend on what functions do. */
export function fixtureHandlers(folder: string): string {
  const handlers = join(folder, 'handlers');
  mkdirSync(handlers);
  for (const name of anyFunctionNames) {
    writeFileSync(join(handlers, `${name}.ts`), `export const handler = async () => ({ from: '${name}' });\n`);
  }
  return handlers;
}

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/**
 * The template as `bin/app.ts` makes it, cdk-nag included: throws where a finding is left.
 *
 * @param handlers  folder of the handlers; by default some that do nothing
 */
export function synthesized(estate: Estate = exampleEstate(), handlers?: string): Template {
  const folder = mkdtempSync(join(tmpdir(), 'synthesized-'));
  try {
    const { context } = cdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
    const app = new App({ context, outdir: join(folder, 'out') });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const code = bundleFunctions({
      estate,
      handlers: handlers ?? fixtureHandlers(folder),
      output: join(folder, 'bundles'),
    });
    new RotationStack(app, { estate, code });
    app.synth();
    return templateSchema.parse(JSON.parse(readFileSync(join(folder, 'out', `${STACK_NAME}.template.json`), 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const resourcesOf = (template: Template, type: string): readonly (Resource & { readonly id: string })[] =>
  Object.entries(template.Resources).flatMap(([id, each]) => (each.Type === type ? [{ id, ...each }] : []));

/** The one resource of a type whose logical id contains a text. */
export function resourceOf(template: Template, type: string, part = ''): Resource & { readonly id: string } {
  const [found, ...others] = resourcesOf(template, type).filter(({ id }) => id.includes(part));
  if (found === undefined || others.length > 0) throw new Error(`not exactly one ${type} with '${part}' in its id`);
  return found;
}
