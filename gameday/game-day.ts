import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsBy } from '@m365-rotation/local-microsoft';
import { type AlarmEntry, alarmTable, chapterAddress } from '../contract/alarms.ts';
import { readDeployedEstate } from '../local/assembled-estate.ts';
import { awsAccountOf } from '../local/aws-account.ts';
import { startProduct } from '../local/running-product.ts';
import { synthesize } from '../local/synthesize.ts';
import { cause, laterThanAnyPeriod } from './cause.ts';
import { type EventTarget, estateFile, TEAM_MAIL, tenants } from './game-day-estate.ts';
import { scenes, uncertainAccount } from './scenes.ts';
import { becomes, Site } from './site.ts';

/** How an alarm fared on the game day. */
export interface Walked extends Pick<AlarmEntry, 'name' | 'severity'> {
  /** What was done to raise it. */
  readonly done: string;
  /** Address of the runbook's chapter. */
  readonly chapter: string;
  readonly raised: boolean;
  /** Whether it ended, once the cause was gone. */
  readonly ended: boolean;
}

/** Waits pass so many times faster: half an hour of retries takes two seconds. */
const SPEED = 900;

/**
 * Raises every alarm of the table in the product on this machine, one after the other, and looks whether each goes back to OK.
 *
 * @param port  of the portal; the three after it must be free too
 * @param tell  told of each alarm when it is through
 */
export async function gameDay(port: number, tell: (walked: Walked) => void): Promise<readonly Walked[]> {
  const all: Walked[] = [];
  const note = (walked: Walked) => {
    all.push(walked);
    tell(walked);
  };
  const left = new Set(alarmTable);
  for (const events of ['webhook', 'bus'] as const) {
    if (left.size > 0) await walk(events, port, left, note);
  }
  for (const entry of left) {
    note({ ...row(entry, 'nothing: no estate of the game day has it'), raised: false, ended: false });
  }
  return all;
}

/** Takes from `left` what an estate with these events has alarms on. */
async function walk(events: EventTarget, port: number, left: Set<AlarmEntry>, note: (walked: Walked) => void) {
  const out = mkdtempSync(join(tmpdir(), 'game-day-'));
  const remove = () => rmSync(out, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const config = join(out, 'estate.yaml');
    writeFileSync(config, estateFile(events));
    const assembly = join(out, 'cdk.out');
    await synthesize(config, assembly);
    const account = awsAccountOf(readDeployedEstate(assembly), false);
    const { mail } = account;
    let site: Site | undefined;
    const product = await startProduct({
      assembly,
      out,
      port,
      speed: SPEED,
      shortestWindowMs: 100,
      faults: { faultFor: (call) => site?.trouble?.(call) },
      microsoft: {
        tenants,
        faults: faultsBy([
          {
            matches: ({ method, path }) => method === 'PATCH' && path.endsWith(uncertainAccount),
            fault: { kind: 'hide-change' },
          },
        ]),
      },
      account: {
        ...account,
        ...(mail === undefined ? {} : { mail: { ...mail, outcomes: { [TEAM_MAIL]: 'bounce' } } }),
      },
    });
    site = new Site(product);
    try {
      const there = site.states();
      const entries = [...left].filter(({ name }) => there.has(name));
      for (const each of entries) left.delete(each);
      await walkScenes(site, out, entries, note);
      const inScenes = scenes.flatMap(({ raises }) => raises);
      for (const entry of entries) if (!inScenes.includes(entry.name)) note(await walkOne(site, entry));
    } finally {
      await product.close();
    }
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function walkScenes(
  site: Site,
  out: string,
  entries: readonly AlarmEntry[],
  note: (walked: Walked) => void,
): Promise<void> {
  for (const scene of scenes) {
    const wanted = entries.filter(({ name }) => scene.raises.includes(name));
    if (wanted.length === 0) continue;
    await scene.play(site, out);
    for (const entry of wanted) {
      const raised = await becomes(() => site.wasRaised(entry.name));
      note({ ...row(entry, scene.done), raised, ended: site.states(laterThanAnyPeriod()).get(entry.name) === 'OK' });
    }
  }
}

async function walkOne(site: Site, entry: AlarmEntry): Promise<Walked> {
  const { name } = entry;
  const { done, repair, lookAt } = await cause(site, entry);
  const raised = await becomes(() => site.states(lookAt).get(name) === 'ALARM', 5);
  await repair?.();
  const after = lookAt === undefined ? laterThanAnyPeriod() : undefined;
  return { ...row(entry, done), raised, ended: site.states(after).get(name) === 'OK' };
}

const row = ({ name, severity, chapter }: AlarmEntry, done: string) => ({
  name,
  severity,
  done,
  chapter: chapterAddress(chapter),
});
