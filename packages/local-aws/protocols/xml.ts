const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (each) => escapes[each] ?? each);

/** How lists are written: one element around `<member>`s (Query), or the element again and again (S3). */
export type Lists = 'member' | 'repeated';

/** Writes members of a structure as XML elements. Timestamps are ISO 8601, binary values base64. */
export function writeXml(value: Readonly<Record<string, unknown>>, lists: Lists): string {
  return Object.entries(value)
    .map(([name, each]) => element(name, each, lists))
    .join('');
}

function element(name: string, value: unknown, lists: Lists): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    if (lists === 'repeated') return value.map((each) => element(name, each, lists)).join('');
    return `<${name}>${value.map((each) => element('member', each, lists)).join('')}</${name}>`;
  }
  return `<${name}>${content(value, lists)}</${name}>`;
}

function content(value: unknown, lists: Lists): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'object' && value !== null) return writeXml({ ...value }, lists);
  return escapeXml(String(value));
}
