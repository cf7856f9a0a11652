/** In which ways text may be written down: as it is, and escaped for an address, a form, JSON or a page. */
function escaped(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return [
    text,
    encodeURIComponent(text),
    new URLSearchParams({ text }).toString().slice('text='.length),
    json,
    JSON.stringify(json).slice(1, -1),
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  ];
}

/**
 * What of some bytes appears in base64, whatever stands before and after them: at three alignments, without the characters at both
 * ends that share bits with neighbours.
 */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = before === 0 ? 0 : before + 1;
    const inside = whole.slice(first, (before + bytes.length) % 3 === 0 ? undefined : -1);
    return [inside, inside.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Every spelling in which a secret is looked for, as bytes. None is shorter than the secret itself, but for the ends in base64. */
export function spellingsOf(secret: string): Buffer[] {
  const texts = [...new Set(escaped(secret))];
  const wide = (text: string) => Buffer.from(text, 'utf16le');
  const spelled = texts.flatMap((text) => [
    Buffer.from(text),
    wide(text),
    wide(text).swap16(),
    Buffer.from(Buffer.from(text).toString('hex')),
    ...base64Of(Buffer.from(text)).map((each) => Buffer.from(each)),
    ...base64Of(wide(text)).map((each) => Buffer.from(each)),
  ]);
  return [...new Map(spelled.map((each) => [each.toString('latin1'), each])).values()];
}
