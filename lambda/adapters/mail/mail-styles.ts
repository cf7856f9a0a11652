/**
 * How a mail looks. Outlook for Windows renders mail with Word: it knows tables, `bgcolor` and inline styles, no `max-width`, no padding
 * of links and no media queries. So everything that a mail needs is inline, and the style sheet only adds to it.
 */

/** Width of a mail, in pixels: what fits beside a list of mails. Phones get less. */
export const WIDTH = 600;

/** Fonts that the reader's system has: a mail loads nothing. */
const FONT = "font-family:'Segoe UI',-apple-system,Helvetica,Arial,sans-serif;";
/** Names are long words. Word breaks them by itself. */
const BREAKS = 'word-break:break-word;overflow-wrap:anywhere;';

/**
 * Contrast in light: text 15:1, quiet text 7:1, links 6:1. Programs that force dark mode turn light grounds dark and dark text light, each
 * by itself; no colour here stands on one that they leave alone.
 */
const colors = { page: '#f3f2f1', card: '#ffffff', ink: '#1b1a19', quiet: '#55534f', line: '#c8c6c4', act: '#0b5cad' };

export const color = { page: colors.page, card: colors.card, act: colors.act } as const;

export const style = {
  body: `margin:0;padding:0;background-color:${colors.page};`,
  page: `background-color:${colors.page};`,
  card: `width:100%;max-width:${WIDTH}px;background-color:${colors.card};border:1px solid ${colors.line};`,
  product: `padding:16px 24px 0 24px;${FONT}font-size:13px;line-height:20px;color:${colors.quiet};`,
  title: `margin:0;${FONT}font-size:21px;line-height:28px;font-weight:600;color:${colors.ink};${BREAKS}`,
  cell: 'padding:8px 24px;',
  text: `margin:0;${FONT}font-size:16px;line-height:24px;color:${colors.ink};${BREAKS}`,
  sectionTitle: 'margin:0 0 4px 0;font-size:16px;line-height:24px;font-weight:600;',
  /** What all rows have in common is said once: programs cut off what is longer than about 100 KB. */
  rows: `padding:8px 24px;${FONT}font-size:15px;line-height:22px;color:${colors.ink};${BREAKS}`,
  row: `margin:0;padding:7px 0;border-top:1px solid ${colors.line};`,
  link: `color:${colors.act};text-decoration:underline;`,
  button: `padding:12px 24px;border-radius:4px;background-color:${colors.act};`,
  buttonLink: `${FONT}font-size:16px;line-height:24px;font-weight:600;color:#ffffff;text-decoration:none;`,
  note: `margin:0;${FONT}font-size:13px;line-height:20px;color:${colors.quiet};${BREAKS}`,
  /** Read in the list of mails, and hidden in the mail. Word needs `mso-hide`. */
  preview: 'display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;color:transparent;',
} as const;

/** Dark colours where the reader asks for them, and less margin on a phone. Programs that do not know it lose nothing. */
export const stylesheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .outer { padding: 0 !important; }
  .cell { padding-left: 16px !important; padding-right: 16px !important; }
}
@media (prefers-color-scheme: dark) {
  .page { background-color: #1b1a19 !important; }
  .card { background-color: #252423 !important; border-color: #484644 !important; }
  .ink { color: #f3f2f1 !important; }
  .quiet { color: #bdbab6 !important; }
  .row { border-color: #484644 !important; }
  .link { color: #7cc0ff !important; }
  .button { background-color: #7cc0ff !important; }
  .button-link { color: #1b1a19 !important; }
}
`;
