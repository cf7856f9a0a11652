import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Estate } from '../../config/estate.ts';
import { dataStackName } from '../../contract/stack.ts';
import { exampleEstate } from '../config/example-estate.ts';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.output<typeof resource>;

const templateSchema = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});
export type Template = z.output<typeof templateSchema>;

/** Templates by the name of their stack. */
const synthesis = z.object({ templates: z.record(z.string(), templateSchema), unused: z.array(z.string()) });

/** What is kept, and what can be made again. */
export interface Stacks {
  readonly data: Template;
  readonly rest: Template;
  /** Findings that are accepted where there are none. */
  readonly unused: readonly string[];
}

/*
 * A synthesis takes seconds, so that tests share estates: each of these differs from the example in several things that have nothing
 * to do with one another.
 */

const domainIn = (region: string) => ({
  name: 'rotation.northwind.example',
  certificateArn: `arn:aws:acm:${region}:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000001`,
});

/** Stored credentials are deleted, nobody is named whom alarms call, and the portal has a name. */
export function estateWithRetention(): Estate {
  const { alarms: _, ...estate } = exampleEstate();
  return {
    ...estate,
    retention: { credentials: 'until-stored', days: 7, recoveryDays: 14 },
    deployment: { stage: 'production', domain: domainIn('eu-central-1') },
  };
}

/** The apps have certificates: there are all the secrets that there can be. */
export function estateWithCertificates(): Estate {
  const estate = exampleEstate();
  return { ...estate, graph: { ...estate.graph, credential: 'certificate' } };
}

/** A test stage in the same account and Region, which has its topic, its mail identity and its address from elsewhere. */
export function secondStage(): Estate {
  const estate = estateWithCertificates();
  return {
    ...estate,
    msp: { ...estate.msp, portalUrl: 'https://rotation.northwind.example' },
    aws: { ...estate.aws, stackName: 'RotationStaging' },
    // SES knows an identity once per Region: one of two stacks makes it.
    mail: { identity: 'existing' },
    audit: { retentionYears: 7, lock: 'none' },
    deployment: { stage: 'test' },
    alarms: { topicArn: 'arn:aws:sns:eu-central-1:123456789012:on-call' },
  };
}

/** Chooses every function that an estate can choose; of the two that publish events, which no estate has both, the webhook's. */
export const estateOfAllFunctions = (): Estate => ({
  ...estateWithRetention(),
  rotateAfterReveal: { adminHours: 24, serviceHours: 72 },
  vault: { system: 'hudu', host: 'northwind.huducloud.example' },
  events: { webhook: { url: 'https://siem.northwind.example/rotation' } },
  tenants: exampleEstate().tenants.map((each) => ({
    ...each,
    contact: { name: 'Clara Contoso', mail: 'clara@contoso.example', language: 'en' },
  })),
});

/** The same stack in a second Region, behind a firewall, where alarms call two addresses, events go to a bus, and evidence is locked as firmly as it gets. */
export function secondRegion(): Estate {
  const estate = estateWithCertificates();
  return {
    ...estate,
    aws: { ...estate.aws, region: 'ap-southeast-2' },
    alarms: { notify: ['ops@northwind.example', 'https://pager.example/m365'] },
    events: { bus: 'default' },
    deployment: {
      stage: 'production',
      domain: domainIn('us-east-1'),
      firewall: { webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/Rotation/0a1b2c3d' },
    },
    audit: { retentionYears: 10, lock: 'compliance', releasedBy: 'arn:aws:iam::123456789012:role/release' },
  };
}

/**
 * Whose templates are held against CloudFormation's own rules too, which takes longer than the synthesis: there is no kind of resource
 * that none of them has. The others differ from these in numbers and names.
 */
export const reviewedEstates = (): Readonly<Record<string, Estate>> => ({
  'the example': exampleEstate(),
  'an estate of all functions, whose portal has a name': estateOfAllFunctions(),
  'a test stage': secondStage(),
  'an estate behind a firewall': secondRegion(),
});

/** Of which a template is made. A template is synthesized again when one of their files has changed. */
const SOURCES = ['lib', 'config', 'contract', 'cdk.json', 'package-lock.json', 'test/lib/synthesize-estate.ts'];
const CACHE = 'node_modules/.cache/m365-rotation/templates';

/** Both templates of an estate as one, in which what one imports from the other is a reference: what the account has then. */
export const synthesized = (estate: Estate = exampleEstate()): Template => together(synthesizedStacks(estate));

/** The templates of an estate, with handlers that do nothing: all test files share them, and later runs too. */
export function synthesizedStacks(estate: Estate = exampleEstate()): Stacks {
  const described = JSON.stringify(estate);
  const hash = createHash('sha256').update(described);
  for (const file of SOURCES.flatMap(filesIn)) hash.update(file).update(readFileSync(file));
  const file = join(CACHE, `${hash.digest('hex')}.json`);
  const isReviewed = Object.values(reviewedEstates()).some((each) => JSON.stringify(each) === described);
  if (!existsSync(file)) synthesize({ estate, file }, isReviewed);
  return readStacks(file, estate);
}

/** Synthesizes anew, with the handlers of a folder. */
export function synthesizedWith(estate: Estate, handlers: string): Template {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  try {
    const file = join(folder, 'template.json');
    synthesize({ estate, handlers, file }, false);
    return together(readStacks(file, estate));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesIn(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .sort();
}

interface Wanted {
  readonly estate: Estate;
  readonly handlers?: string;
  readonly file: string;
}

/** @param byRules  whether CloudFormation's own rules are applied; cdk-nag's always are */
function synthesize(wanted: Wanted, byRules: boolean): void {
  const args = ['--import', 'tsx', 'test/lib/synthesize-estate.ts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    input: JSON.stringify(wanted),
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: String(byRules) },
  });
  if (status !== 0) throw new Error(`synthesis ended with exit code ${status}:\n${stdout}\n${stderr}`);
}

function readStacks(file: string, { aws: { stackName } }: Estate): Stacks {
  const { templates, unused } = synthesis.parse(JSON.parse(readFileSync(file, 'utf8')));
  const data = templates[dataStackName(stackName)];
  const rest = templates[stackName];
  if (data === undefined || rest === undefined) throw new Error(`not both stacks are in ${file}`);
  return { data, rest, unused };
}

const exported = z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }) });

function together({ data, rest }: Stacks): Template {
  // What the CDK empties buckets with is in each stack of a test stage.
  const twice = Object.keys(data.Resources).filter(
    (id) => id in rest.Resources && !id.startsWith('CustomS3AutoDelete'),
  );
  if (twice.length > 0) throw new Error(`in both stacks: ${twice.join(', ')}`);
  const exports = new Map(
    Object.values(data.Outputs).flatMap((each) => {
      const { data: output } = exported.safeParse(each);
      return output === undefined ? [] : [[output.Export.Name, output.Value] as const];
    }),
  );
  const importing = JSON.stringify({
    Resources: { ...data.Resources, ...rest.Resources },
    Outputs: { ...data.Outputs, ...rest.Outputs },
  });
  const joined = importing.replaceAll(/\{"Fn::ImportValue":"([^"]+)"\}/g, (_, name: string) => {
    if (!exports.has(name)) throw new Error(`nothing exports ${name}`);
    return JSON.stringify(exports.get(name));
  });
  return templateSchema.parse(JSON.parse(joined));
}

export const resourcesOf = (template: Template, type: string): readonly (Resource & { readonly id: string })[] =>
  Object.entries(template.Resources).flatMap(([id, each]) => (each.Type === type ? [{ id, ...each }] : []));

/** The one resource of a type whose logical id contains a text. */
export function resourceOf(template: Template, type: string, part = ''): Resource & { readonly id: string } {
  const [found, ...others] = resourcesOf(template, type).filter(({ id }) => id.includes(part));
  if (found === undefined || others.length > 0) throw new Error(`not exactly one ${type} with '${part}' in its id`);
  return found;
}
