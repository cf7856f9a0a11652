import * as z from 'zod';
import { counted } from '../../../lambda/domain/text/counted.ts';
import type { Answer } from '../query/answer.ts';
import type { Evidence } from '../query/open-evidence.ts';
import { type ChosenTenant, chosenTenant } from './chosen-tenant.ts';
import type { Question } from './questions.ts';

export interface Asked {
  /** Id or name. Left out: all customers. */
  readonly tenant?: string | undefined;
  /** Left out: all cycles. */
  readonly cycle?: string | undefined;
  /** How many lines are drawn at random. Left out: all are listed. */
  readonly sample?: { readonly size: number; readonly seed: string } | undefined;
}

export interface Answered {
  /** One sentence that is true of the records, and of what they are about. */
  readonly statement: string;
  readonly answer: Answer;
}

/**
 * @throws for a customer or cycle that no record is about: an empty answer would look like a good one
 */
export async function answerQuestion(evidence: Evidence, question: Question, asked: Asked): Promise<Answered> {
  const tenant = asked.tenant === undefined ? undefined : await chosenTenant(evidence, asked.tenant);
  if (asked.cycle !== undefined) await requireCycle(evidence, asked.cycle);
  const values = {
    ...(tenant === undefined ? {} : { tenant: tenant.tenantId }),
    ...(asked.cycle === undefined ? {} : { cycle: asked.cycle }),
    ...(question.sql.includes('$seed') ? { seed: asked.sample?.seed ?? '' } : {}),
  };
  const wanted = [
    ...(tenant === undefined ? [] : ['tenant_id = $tenant']),
    ...(asked.cycle === undefined ? [] : ['cycle = $cycle']),
  ];
  const where = (...more: readonly string[]) =>
    [...wanted, ...more].map((each, i) => `${i === 0 ? 'WHERE' : 'AND'} ${each}`).join(' ');
  const answers = `WITH answers AS (${question.sql})`;
  const counts = await evidence.query(
    `${answers} SELECT count(*), count(*) FILTER (WHERE listed) FROM answers ${where()}`,
    values,
  );
  const [[of, n]] = countsSchema.parse(counts.rows);
  const drawn = asked.sample === undefined ? '' : `QUALIFY row_number() OVER (ORDER BY draw) <= ${asked.sample.size}`;
  const answer = await evidence.query(
    `${answers} SELECT * EXCLUDE (listed) FROM answers ${where('listed')} ${drawn} ORDER BY ${question.order}`,
    values,
  );
  return { statement: statementOf(question, { of, n }, { tenant, asked, drawn: answer.rows.length }), answer };
}

const countsSchema = z.tuple([z.tuple([z.int(), z.int()])]);

/** @throws where no record is about it */
export async function requireCycle(evidence: Pick<Evidence, 'query'>, cycle: string): Promise<void> {
  const { rows } = await evidence.query('SELECT 1 FROM records WHERE cycle_id = $cycle LIMIT 1', { cycle });
  if (rows.length > 0) return;
  const { rows: all } = await evidence.query('SELECT cycle_id FROM cycles ORDER BY opened_at DESC LIMIT 10');
  throw new Error(`no record is about a cycle ${cycle}. The newest are: ${all.map(String).join(', ')}`);
}

function statementOf(
  { some, none }: Question,
  { of, n }: { readonly of: number; readonly n: number },
  about: { readonly tenant: ChosenTenant | undefined; readonly asked: Asked; readonly drawn: number },
): string {
  const { tenant, asked, drawn } = about;
  const scope = [
    ...(tenant === undefined ? [] : [`${tenant.name} (${tenant.tenantId})`]),
    ...(asked.cycle === undefined ? [] : [`cycle ${asked.cycle}`]),
  ];
  const said = (n === 0 ? none : some).replaceAll('{n}', String(n)).replaceAll('{of}', String(of));
  const sampled =
    asked.sample === undefined
      ? ''
      : ` A sample of ${counted(drawn, 'line')} was drawn from these with the seed ${asked.sample.seed}.`;
  return `${scope.length === 0 ? '' : `${scope.join(', ')}: `}${said}${sampled}`;
}
