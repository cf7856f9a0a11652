const patterns = new Map<string, RegExp>();

/** Whether a text matches a pattern in which `*` stands for any characters, `?` for one. */
export function matchesText(pattern: string, text: string, { anyCase = false } = {}): boolean {
  const key = `${anyCase ? 'i' : ''}:${pattern}`;
  let compiled = patterns.get(key);
  if (compiled === undefined) {
    const source = pattern
      .split(/([*?])/)
      .map((part) => (part === '*' ? '[^]*' : part === '?' ? '[^]' : part.replace(/[\\^$.|+()[\]{}]/g, '\\$&')))
      .join('');
    compiled = new RegExp(`^${source}$`, anyCase ? 'i' : '');
    patterns.set(key, compiled);
  }
  return compiled.test(text);
}

/**
 * Whether an ARN matches a pattern. The five colons are no characters that a wildcard may stand for: in
 * `arn:aws:sqs:*:orders`, the star is the region only.
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const wanted = parts(pattern);
  const given = parts(arn);
  return wanted.length === given.length && wanted.every((each, index) => matchesText(each, given[index] ?? ''));
}

/** `arn`, partition, service, region, account, and everything else. */
function parts(arn: string): string[] {
  const split = arn.split(':');
  return [...split.slice(0, 5), split.slice(5).join(':')];
}
