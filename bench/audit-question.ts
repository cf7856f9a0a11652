import { answerQuestion } from '../cli/audit/ask/answer-question.ts';
import { questionNamed } from '../cli/audit/ask/questions.ts';
import { openEvidence } from '../cli/audit/query/open-evidence.ts';

/**
 * `tsx bench/audit-question.ts <folder> <parquet file> <question>…` prints a line of JSON for opening the evidence, which converts it where
 * the file is not there yet, and one for each question.
 */
const [folder = '', parquet = '', ...questions] = process.argv.slice(2);

async function timed<T>(name: string, act: () => Promise<T>, rowsOf: (done: T) => number): Promise<T> {
  const start = performance.now();
  const done = await act();
  process.stdout.write(
    `${JSON.stringify({ name, seconds: (performance.now() - start) / 1_000, rows: rowsOf(done) })}\n`,
  );
  return done;
}

const evidence = await timed(
  'open',
  () => openEvidence(folder, parquet),
  ({ records }) => records,
);
for (const each of questions) {
  const ask = () => answerQuestion(evidence, questionNamed(each), {});
  await timed(each, ask, ({ answer }) => answer.rows.length);
}
evidence.close();
