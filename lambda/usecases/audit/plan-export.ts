import {
  afterExport,
  type EndedExport,
  exportSentence,
  type NextExport,
  nextExport,
} from '../../domain/audit/export-plan.ts';
import type { Now } from '../../ports/clock.ts';
import type { ExportStore } from '../../ports/exports.ts';
import { StaleState } from '../../ports/rotation.ts';
import { type Acting, factAboutEstate } from '../facts.ts';

export interface PlanExportPorts {
  readonly exports: ExportStore;
  readonly newToken: () => string;
  readonly now: Now;
}

/** Two runs at most meet: the daily one and one of a cycle or a person. */
const TRIES = 5;

/**
 * Takes an export into account that has ended, and decides on the next one. Several executions at once find the same plan, ask DynamoDB for
 * the same export by its token, and one of them records it.
 *
 * @param by  the person who asked; `undefined`: the schedule, or a cycle
 */
export async function planExport(ports: PlanExportPorts, ended?: EndedExport, by?: Acting): Promise<NextExport> {
  if (ended !== undefined) await again(() => endExport(ports, ended, by));
  return again(() => decide(ports));
}

async function decide({ exports, newToken, now }: PlanExportPorts): Promise<NextExport> {
  const state = await exports.find();
  const next = nextExport(state, now(), newToken());
  if (next.kind === 'planned' && next.isNew) await exports.plan(state, { ...state, planned: next.export });
  return next;
}

async function endExport({ exports, now }: PlanExportPorts, ended: EndedExport, by: Acting | undefined): Promise<void> {
  const state = await exports.find();
  const after = afterExport(state, ended);
  if (after === undefined || state.planned === undefined) return;
  const failed = ended.status === 'FAILED';
  const fact = factAboutEstate({
    action: 'audit.exported',
    outcome: failed ? 'failed' : 'success',
    reason: failed ? (ended.failure ?? 'DynamoDB says no more') : undefined,
    evidence: { detail: exportSentence(state.planned, ended) },
    by,
    component: 'plan-export',
    now: now(),
  });
  await exports.end(state, after, fact);
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StaleState) || tries === TRIES) throw error;
    }
  }
}
