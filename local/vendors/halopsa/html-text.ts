const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** What a person reads of a note's HTML: tags are obeyed, so a name that became one is gone, and white space is one space between words. */
export const textOfHtml = (html: string): string =>
  html
    .replace(/[ \t\r\n]+/g, ' ')
    .replace(/ ?(?:<br\s*\/?>|<\/p>) ?/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
      code === undefined ? (ENTITIES[name ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
    )
    .replaceAll('\u00a0', ' ')
    .trimEnd();

/** The other way round, for notes that are shown again. */
export const htmlOfText = (text: string): string =>
  `<p>${text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`).replaceAll('\n', '<br>')}</p>`;
