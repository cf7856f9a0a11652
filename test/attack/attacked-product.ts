import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { awaitSentMessages, beginCycle } from '../../local/cycle-run.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate } from '../crash/crash-estate.ts';
import { type Evidence, evidenceOf } from '../crash/evidence.ts';
import { rowsOf } from '../runs/left-by-run.ts';
import { freePorts } from '../workflow/npm-start.ts';
import { type Answer, type Person, signIn } from './person.ts';

/** The whole product with the real bundles, in the middle of a cycle: what the attack tests attack. */
export interface AttackedProduct {
  readonly product: RunningProduct;
  readonly out: string;
  readonly portal: string;
  readonly estateFile: string;
  /** By name. */
  readonly tenantIds: ReadonlyMap<string, string>;
  /** Decide for all tenants. */
  readonly ada: Person;
  readonly bruno: Person;
  /** Decides for the first tenant alone. */
  readonly chiara: Person;
  evidence(): Promise<Evidence>;
  close(): Promise<void>;
}

const technician = (name: string, n: number, tenants: 'all' | string[]) => ({
  name,
  mail: `${name.toLowerCase()}@northwind.example`,
  objectId: `7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b0${n}`,
  tenants,
});

/** As in the crash tests: waits of minutes pass in half a second. */
const SPEED = 120;
/** Enough that requests really meet: each thread is one instance of a function. */
const LIMITS = { threads: 24, threadsPerFunction: 6, idleMs: 86_400_000 };

/**
 * Starts the product, and a cycle in which an account of each tenant waits for its decision.
 *
 * @param further  fields of the estate file besides the usual ones
 */
export async function attackedProduct(
  tenants: number,
  further: Parameters<typeof crashEstate>[1] = {},
): Promise<AttackedProduct> {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-attack-'));
  const out = join(folder, 'run');
  const people = [
    technician('Ada', 1, 'all'),
    technician('Bruno', 2, 'all'),
    technician('Chiara', 3, ['t000']),
  ] as const;
  const estate = crashEstate(tenants, { technicians: [...people], ...further });
  const estateFile = join(folder, 'estate.yaml');
  writeFileSync(estateFile, estate.yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(estateFile, assembly);
  withoutTimeouts(assembly);
  const port = await freePorts();
  const product = await startProduct({
    assembly,
    out,
    port,
    speed: SPEED,
    functionLimits: LIMITS,
    microsoft: { tenants: estate.tenants },
  });
  const close = async () => {
    await product.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await beginCycle(product, out, { schedule: 'admin-monthly', dryRun: false });
    const evidence = () => evidenceOf(product);
    const wait = async () => (await evidence()).rotations.filter(({ status }) => status === 'awaiting-approval').length;
    while ((await wait()) < tenants) await pause();
    await awaitSentMessages(product);
    const portal = product.cloud.addresses.portal;
    const [ada, bruno, chiara] = await Promise.all(people.map(({ objectId }) => signIn(portal, objectId)));
    if (ada === undefined || bruno === undefined || chiara === undefined) throw new Error('nobody is signed in');
    const tenantIds = new Map(estate.tenants.map(({ name, tenantId }) => [name, tenantId]));
    return { product, out, portal, estateFile, tenantIds, ada, bruno, chiara, evidence, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A function may take as long as it takes: a busy machine must not look like a page that fails. */
function withoutTimeouts(assembly: string): void {
  for (const file of readdirSync(assembly).filter((each) => each.endsWith('.template.json'))) {
    const path = join(assembly, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll(/"Timeout": \d+/g, '"Timeout": 900'));
  }
}

export const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

const mails = z.array(
  z.object({ kind: z.string(), to: z.array(z.string()).default([]), text: z.string().default('') }),
);

/** Paths of one kind, such as `/c/`, in the mails to a person, oldest first. */
export async function pathsInMail({ product }: AttackedProduct, to: string, prefix: string): Promise<string[]> {
  const all = mails.parse(await (await fetch(`${product.inbox.origin}/api/messages`)).json());
  const texts = all.filter((each) => each.kind === 'mail' && each.to.includes(to)).map(({ text }) => text);
  const found = texts.toReversed().flatMap((text) => text.match(/https?:\/\/[^\s<>"]+/g) ?? []);
  const paths = found.map((each) => new URL(each).pathname).filter((each) => each.startsWith(prefix));
  return [...new Set(paths)];
}

/** What a page of passwords to collect offers to show, each as its button names it. */
export const referencesOn = ({ body }: Answer): readonly string[] => [
  ...new Set(
    [...body.matchAll(/name="links" value="([a-z0-9-]+\.[0-9a-f]{12})"/g)].map(([, reference = '']) => reference),
  ),
];

/** Approves these rotations as a person does, and waits until their tenants are closed and all messages are sent. */
export async function approveAndRotate(
  attacked: AttackedProduct,
  rotations: readonly { readonly cycleId: string; readonly tenantId: string; readonly accountId: string }[],
): Promise<void> {
  const { ada, product } = attacked;
  const [first] = rotations;
  const choices = Object.fromEntries(
    rotations.map(({ tenantId, accountId }) => [`decision.${tenantId}.${accountId}`, 'approve']),
  );
  const { status } = await ada.submit(`/cycles/${first?.cycleId}/approvals`, { step: 'confirm', ...choices });
  if (status !== 200) throw new Error(`the approvals were answered with ${status}`);
  const wanted = new Set(rotations.map(({ tenantId }) => `${tenantId}#-`));
  const closed = async () =>
    (await attacked.evidence()).audit.filter(({ action, chain }) => action === 'tenant.closed' && wanted.has(chain))
      .length;
  while ((await closed()) < wanted.size) await pause();
  await awaitSentMessages(product);
}

/** Waits until each tenant was looked at for the first time, which leaves records and tickets; from then on only what changes is recorded. */
export async function untilInspected(attacked: AttackedProduct): Promise<void> {
  const kinds = ['consent.checked', 'break-glass.checked'];
  const missing = async () => {
    const { audit } = await attacked.evidence();
    return [...attacked.tenantIds.values()].some((tenantId) =>
      kinds.some((kind) => !audit.some(({ action, chain }) => action === kind && chain === `${tenantId}#-`)),
    );
  };
  while (await missing()) await pause();
  await awaitSentMessages(attacked.product);
}

/** All rows of both tables that no visitor may change, each as text, by its key. When directories were last looked at is noted by the hour. */
export async function protectedRows({ product }: AttackedProduct): Promise<ReadonlyMap<string, string>> {
  const names = product.cloud.declarations.tables.map(({ name }) => name);
  const rows = z
    .array(z.looseObject({ pk: z.string().optional(), sk: z.string().optional(), chain: z.string().optional() }))
    .parse(await rowsOf(product, names));
  const isProtected = ({ pk = '', chain = '' }: (typeof rows)[number]) =>
    !/^(session#|login#|access#|message#|watches$|inspections#)/.test(pk) && !chain.startsWith('access#');
  return new Map(
    rows
      .filter(isProtected)
      .map((row) => [`${row.pk ?? row.chain} ${row.sk ?? String(row.sequence)}`, JSON.stringify(row)]),
  );
}
