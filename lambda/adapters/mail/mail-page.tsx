import { raw } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import type { Link, Section } from '../../ports/messages.ts';
import { color, style, stylesheet, WIDTH } from './mail-styles.ts';
import type { ReadyMail } from './ready-mail.ts';

/** Word knows no `max-width`: it gets a table of fixed width around the card, which nothing else sees. */
const WORD_ONLY_OPEN = raw(
  `<!--[if mso]><table role="presentation" align="center" width="${WIDTH}" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`,
);
const WORD_ONLY_CLOSE = raw('<!--[if mso]></td></tr></table><![endif]-->');

/** Keeps what follows in the mail out of the preview, which mail programs fill up. */
const FILLER = raw('&zwnj;&nbsp;'.repeat(80));

/** A mail as HTML: one column of tables, a button for the one thing to do. It loads nothing from anywhere, and runs nothing. */
export const MailPage: FC<{ readonly mail: ReadyMail }> = ({ mail }) => (
  <html lang={mail.language} dir="ltr">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
      <title>{mail.subject}</title>
      <style>{raw(stylesheet)}</style>
    </head>
    <body class="page" style={style.body}>
      <div style={style.preview}>
        {mail.preview}
        {FILLER}
      </div>
      <Table class="page" style={style.page} bgcolor={color.page}>
        <tr>
          <td class="outer" align="center" style="padding:16px 8px;">
            {WORD_ONLY_OPEN}
            <Table class="card" style={style.card} bgcolor={color.card}>
              <Contents mail={mail} />
            </Table>
            {WORD_ONLY_CLOSE}
          </td>
        </tr>
      </Table>
    </body>
  </html>
);

const Contents: FC<{ readonly mail: ReadyMail }> = ({
  mail: { subject, paragraphs, sections, action, notes, letterhead },
}) => (
  <>
    <tr>
      <td class="cell quiet" align="left" style={style.product}>
        {letterhead}
      </td>
    </tr>
    <Cell>
      <h1 class="ink" style={style.title}>
        <Line text={subject} />
      </h1>
    </Cell>
    {paragraphs.map((each) => (
      <Cell>
        <p class="ink" style={style.text}>
          <Line text={each} />
        </p>
      </Cell>
    ))}
    {action === undefined ? null : <Button link={action} />}
    {sections.map((section) => (
      <Rows section={section} />
    ))}
    {notes.map((each) => (
      <Cell>
        <p class="quiet" style={style.note}>
          <Line text={each} />
        </p>
      </Cell>
    ))}
    <tr>
      <td height="16" style="font-size:16px;line-height:16px;">
        {'\u00a0'}
      </td>
    </tr>
  </>
);

const Table: FC<{
  readonly class?: string;
  readonly style?: string;
  readonly bgcolor?: string;
  readonly width?: string;
  readonly children?: Child;
}> = ({ width = '100%', children, ...rest }) => (
  <table role="presentation" dir="ltr" width={width} cellpadding="0" cellspacing="0" border={0} {...rest}>
    <tbody>{children}</tbody>
  </table>
);

const Cell: FC<{ readonly children?: Child }> = ({ children }) => (
  <tr>
    <td class="cell" align="left" style={style.cell}>
      {children}
    </td>
  </tr>
);

/** The colour and the size are the cell's, since Word knows no padding of links. */
const Button: FC<{ readonly link: Link }> = ({ link: { label, url } }) => (
  <Cell>
    <Table width="auto">
      <tr>
        <td class="button" align="center" bgcolor={color.act} style={style.button}>
          <a class="button-link" href={url} style={style.buttonLink}>
            {label}
          </a>
        </td>
      </tr>
    </Table>
  </Cell>
);

const Rows: FC<{ readonly section: Section }> = ({ section: { title, rows } }) => (
  <tr>
    <td class="cell ink" align="left" style={style.rows}>
      <h2 style={style.sectionTitle}>
        <Line text={title} />
      </h2>
      {rows.map((row) => (
        <p class="row" style={style.row}>
          {typeof row === 'string' ? <Line text={row} /> : <RowWithLink {...row} />}
        </p>
      ))}
    </td>
  </tr>
);

const RowWithLink: FC<Link & { readonly text: string }> = ({ text, label, url }) => (
  <>
    <Line text={text} />
    <br />
    <a class="link" href={url} style={style.link}>
      {label}
    </a>
  </>
);

/** A long name breaks after `@` and `.`, where people read it as parts; the marks around what is written from right to left stay. */
const Line: FC<{ readonly text: string }> = ({ text }) => (
  <>
    {text.split(/(?<=[^\s@.][@.])(?=[^\s@.])/u).map((part, index) =>
      index === 0 ? (
        part
      ) : (
        <>
          <wbr />
          {part}
        </>
      ),
    )}
  </>
);
