import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { exclusionReasons } from '../../lambda/domain/accounts/exclusion-reasons.ts';
import { hasWords, reasonWords } from '../../lambda/domain/audit/reason-words.ts';

/** Codes are for records and rules: wherever people read one, it is said in words. */

const sources = readdirSync('lambda', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join('lambda', name), 'utf8'));

/** `reason: 'too-late'`, `refused('own-account', …)`, `refused: 'account-busy'`, and unions of such codes after a colon. */
const given = /(?:\b(?:reason|refused|refusal)(?:: |\())((?:\s*\|?\s*'[a-z][a-z-]*')+)/g;
/** Members of the types that name refusals. */
const types =
  /type (?:\w*Refusal|\w*RefusalCode|KeepReason|SignInProblem) =((?:\s|\/\*\*.*?\*\/|\||'[\w-]+'|\w+(?=\s*\|))+)/g;

const codesIn = (source: string) =>
  [...source.matchAll(given), ...source.matchAll(types)].flatMap(([, codes = '']) =>
    [...codes.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code = '']) => code),
  );

const codes = [...new Set([...exclusionReasons, ...sources.flatMap(codesIn)])].sort();

describe('every code that a record may have as its reason', () => {
  test('is found where it is written', () => {
    expect(codes.length).toBeGreaterThan(40);
    for (const one of ['own-account', 'account-busy', 'not-signed-in', 'other-account', 'class-changed', 'dry-run']) {
      expect(codes).toContain(one);
    }
  });

  test.each(codes)('%s has words of its own', (code) => {
    // Where this fails: give the code its words in lambda/domain/audit/reason-words.ts.
    expect([code, hasWords(code)]).toEqual([code, true]);
    if (code.includes('-') && code !== 'break-glass') expect(reasonWords(code)).not.toContain(code);
  });
});
