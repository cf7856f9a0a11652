import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Asked, answerQuestion } from '../../../../cli/audit/ask/answer-question.ts';
import { questionNamed } from '../../../../cli/audit/ask/questions.ts';
import { openEvidence } from '../../../../cli/audit/query/open-evidence.ts';
import type { AuditRecord } from '../../../../lambda/domain/audit/audit-record.ts';
import { imageOf } from '../../../evidence/attribute-values.ts';

/** Writes records into a folder as an auditor has it: one full export. */
export function folderOf(records: readonly AuditRecord[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'audit-ask-'));
  const data = join(folder, 'audit/period=2026-12/AWSDynamoDB/01796027849792-c456abe2/data');
  mkdirSync(data, { recursive: true });
  const lines = records.map((each) => `${JSON.stringify({ Item: imageOf(each) })}\n`).join('');
  writeFileSync(join(data, 'one.json.gz'), gzipSync(lines));
  return folder;
}

/** Asks a question about some records. @returns what the command says, and its lines by the names of the columns */
export async function ask(records: readonly AuditRecord[], question: string, asked: Asked = {}) {
  const evidence = await openEvidence(folderOf(records));
  try {
    const { statement, answer } = await answerQuestion(evidence, questionNamed(question), asked);
    const lines = answer.rows.map((row) => Object.fromEntries(answer.columns.map((name, i) => [name, row[i]])));
    return { statement, lines };
  } finally {
    evidence.close();
  }
}
