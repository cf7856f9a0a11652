import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';

/** What a line that is not in order says about its place and subject, for the sentence that names it. Nothing else relies on it. */
export function placeIn(text: string): Pick<Finding, 'chain' | 'sequence' | 'subject'> {
  const said = (name: string, type: 'S' | 'N'): string | undefined => {
    const [, quoted] =
      new RegExp(String.raw`"${name}"\s*:\s*\{\s*"${type}"\s*:\s*("(?:[^"\\]|\\.)*")`).exec(text) ?? [];
    try {
      const value: unknown = JSON.parse(quoted ?? '0');
      return typeof value === 'string' ? value : undefined;
    } catch {
      return undefined;
    }
  };
  const [chain, sequence] = [said('chain', 'S'), Number(said('sequence', 'N'))];
  const [time, action, userPrincipalName] = [said('time', 'S'), said('action', 'S'), said('userPrincipalName', 'S')];
  const subject = {
    ...(time === undefined ? {} : { time }),
    ...(action === undefined ? {} : { action }),
    ...(userPrincipalName === undefined ? {} : { userPrincipalName }),
  };
  return {
    subject,
    ...(chain === undefined ? {} : { chain }),
    ...(Number.isSafeInteger(sequence) && sequence > 0 ? { sequence } : {}),
  };
}
