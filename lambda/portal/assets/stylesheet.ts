import { approvalsStyles } from './approvals-styles.ts';
import { cycleStyles } from './cycle-styles.ts';
import { passwordsStyles } from './passwords-styles.ts';
import { printStyles } from './print-styles.ts';

/** The one stylesheet. Colours keep 4.5:1 for text and 3:1 for controls in both themes; controls are at least 44 px high. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f5f7f9; --surface: #ffffff; --sunken: #eef1f5; --text: #18212c; --muted: #4d5a69; --line: #d3dae2;
  --control: #758292; --accent: #0a5a9c; --accent-strong: #084677; --on-accent: #ffffff; --focus: #0a5a9c;
  --good: #17663a; --good-ground: #e4f4ea; --bad: #a3192b; --bad-ground: #fdebec;
  --busy: #7a4f00; --busy-ground: #fdf2dc; --quiet-ground: #e9edf2;
  --digit: #0a5a9c; --symbol: #8c3d00; --radius: 8px; --gap: 1rem;
  --mono: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f141a; --surface: #171f28; --sunken: #1e2832; --text: #e5ebf1; --muted: #a6b3c1; --line: #2d3945;
    --control: #7d8d9e; --accent: #82bdf7; --accent-strong: #a9d2fa; --on-accent: #07131f; --focus: #a9d2fa;
    --good: #82d6a2; --good-ground: #13301f; --bad: #ffa3aa; --bad-ground: #3b171c;
    --busy: #f2c879; --busy-ground: #382a10; --quiet-ground: #26313d;
    --digit: #82bdf7; --symbol: #ffb37a;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text); min-height: 100vh; display: flex; flex-direction: column; }
h1, h2, h3 { line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: break-word; text-wrap: balance; }
h1 { font-size: 1.625rem; letter-spacing: -.01em; } h2 { font-size: 1.1875rem; } h3 { font-size: 1rem; }
p { margin: 0 0 .75rem; } ul, ol, dl { margin: 0 0 .75rem; }
a { color: var(--accent); text-underline-offset: .15em; } a:hover { color: var(--accent-strong); text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
code, .mono { font-family: var(--mono); font-size: .9375em; overflow-wrap: break-word; }
.skip-link { position: absolute; left: 1rem; top: -4rem; background: var(--surface); padding: .75rem 1rem; z-index: 2; }
.skip-link:focus { top: .5rem; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.banner { background: var(--surface); border-bottom: 1px solid var(--line); }
.banner-inner, main, .footer { width: 100%; max-width: 72rem; margin: 0 auto; padding-left: 1.25rem; padding-right: 1.25rem; }
.banner-inner { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1rem; padding-top: .5rem; padding-bottom: .5rem; }
.product { display: flex; align-items: center; gap: .625rem; margin: 0; font-weight: 650; line-height: 1.25; }
.product-mark { flex: none; width: 1.25rem; height: 1.25rem; border: 3px solid var(--accent); border-radius: 50%; border-right-color: transparent; }
.msp { display: block; font-weight: 400; font-size: .8125rem; color: var(--muted); }
.nav { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0; gap: .25rem; }
.nav a { display: inline-flex; align-items: center; min-height: 44px; padding: 0 .625rem; border-radius: var(--radius);
  text-decoration: none; color: var(--text); }
.nav a:hover { background: var(--sunken); } .nav a[aria-current] { font-weight: 650; box-shadow: inset 0 -3px 0 var(--accent); border-radius: 0; }
.sign-out { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; margin-left: auto; font-size: .9375rem; }
/* Names say with wbr where they break: within a word only where there is no room for it at all. */
main { overflow-wrap: break-word; }
main { flex: 1; padding-top: 1.75rem; padding-bottom: 2.5rem; }
.footer { color: var(--muted); font-size: .875rem; padding-top: 1rem; padding-bottom: 1.5rem; } .footer p { margin: 0; }

.panel { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 1.25rem; margin: 0 0 1.25rem; }
.panel > :last-child { margin-bottom: 0; }
.narrow { max-width: 42rem; }
.lead { font-size: 1.0625rem; max-width: 46rem; } .muted, .hint { color: var(--muted); } .hint, small { font-size: .875rem; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; margin: 0 0 1rem; }
.head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: flex-start; gap: .25rem 1rem; }
.breadcrumb { font-size: .9375rem; margin: 0 0 .5rem; }

.notice { border: 1px solid; border-left-width: 5px; border-radius: var(--radius); padding: .875rem 1rem; margin: 0 0 1.25rem; max-width: 46rem; }
.notice { overflow-wrap: break-word; } .notice > :last-child { margin-bottom: 0; } .notice h2 { font-size: 1.0625rem; }
.notice.bad { background: var(--bad-ground); border-color: var(--bad); } .notice.busy { background: var(--busy-ground); border-color: var(--busy); }
.notice.good { background: var(--good-ground); border-color: var(--good); } .notice.quiet { background: var(--sunken); border-color: var(--control); }
.notice.bad a { color: inherit; }

.tag { display: inline-block; padding: .0625rem .5rem; border-radius: 1rem; font-size: .8125rem; line-height: 1.5; font-weight: 600;
  background: var(--quiet-ground); color: var(--text); }
.tag.good { background: var(--good-ground); color: var(--good); } .tag.bad { background: var(--bad-ground); color: var(--bad); }
.tag.busy { background: var(--busy-ground); color: var(--busy); }
.tags { display: flex; flex-wrap: wrap; gap: .25rem .375rem; margin: 0; padding: 0; list-style: none; }

button, .button { font: inherit; font-weight: 600; min-height: 44px; padding: .5rem 1.125rem; border-radius: var(--radius); cursor: pointer;
  border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); text-decoration: none; display: inline-flex; align-items: center; }
button:hover, .button:hover { background: var(--accent-strong); border-color: var(--accent-strong); color: var(--on-accent); }
button.second, .button.second { background: var(--surface); color: var(--accent); border-color: var(--control); }
button.second:hover, .button.second:hover { background: var(--sunken); color: var(--accent-strong); }
button.quiet { background: transparent; color: var(--accent); border-color: transparent; padding: .5rem .625rem; font-weight: 500; text-decoration: underline; text-underline-offset: .15em; }
button.quiet:hover { background: var(--sunken); color: var(--accent-strong); }
button.danger { background: var(--surface); color: var(--bad); border-color: var(--bad); } button.danger:hover { background: var(--bad-ground); color: var(--bad); }
.set-all { border: 0; padding: 0; min-width: 0; font-size: .875rem; } .set-all button { font-size: .875rem; padding: .25rem .75rem; }
input[type=text], select, .field { font: inherit; width: 100%; min-height: 44px; padding: .375rem .75rem; border: 1px solid var(--control);
  border-radius: var(--radius); background: var(--surface); color: var(--text); }
select { max-width: 100%; } fieldset { min-width: 0; } form.bar > *, form .bar > *, form label { min-width: 0; }
input[aria-invalid=true] { border: 2px solid var(--bad); }
.field-error { color: var(--bad); font-weight: 600; font-size: .9375rem; margin: 0 0 .25rem; }

.accounts { list-style: none; margin: 0; padding: 0; }
.accounts > li { border-top: 1px solid var(--line); }
.choice { border: 0; margin: 0; padding: .75rem 0; min-width: 0; display: grid; grid-template-columns: minmax(0, 1fr) minmax(19rem, auto); gap: .125rem 1.5rem; }
.choice > legend { padding: 0; float: left; width: 100%; grid-column: 1 / -1; }
.choice > legend + * { clear: both; }
.account-name { font-weight: 600; overflow-wrap: break-word; } .account-display { color: var(--muted); margin-left: .5rem; }
.facts { list-style: none; padding: 0; margin: .25rem 0 0; font-size: .875rem; color: var(--muted); }
.facts li { overflow-wrap: break-word; }
.radios { display: flex; gap: .25rem; flex-wrap: wrap; }
.radios label { display: inline-flex; align-items: center; gap: .5rem; min-height: 44px; padding: 0 .75rem 0 .625rem; border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; }
.radios label:hover { background: var(--sunken); }
.radios label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.radios label:has(input[value=reject]:checked) { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
.radios input { width: 1.125rem; height: 1.125rem; accent-color: var(--accent); margin: 0; }
.reason { margin-top: .5rem; display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .125rem .75rem; align-items: center; }
.reason label { font-size: .875rem; } .reason .field-error { grid-column: 1 / -1; order: -1; }
.row { padding: .75rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; }
.row > div { min-width: 0; overflow-wrap: break-word; }
.submit-bar { position: sticky; bottom: 0; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: .75rem 1rem;
  margin: 0; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; }
.submit-bar p { margin: 0; }
html:has(.submit-bar) { scroll-padding-bottom: 6rem; }

.numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); gap: .75rem; margin: 0 0 1.25rem; }
.numbers > div { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: .625rem .875rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.numbers dt { color: var(--muted); font-size: .875rem; } .numbers dd { margin: 0; font-size: 1.5rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.2; }
.numbers .bad dd { color: var(--bad); } .numbers .good dd { color: var(--good); }
.pairs { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .25rem 1.25rem; }
.pairs dt { color: var(--muted); } .pairs dd { margin: 0; overflow-wrap: break-word; }
.table-scroll { overflow-x: auto; margin: 0 0 .75rem; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; } caption { text-align: left; font-weight: 600; padding: 0 0 .375rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); overflow-wrap: break-word; }
tbody th .account-display { display: block; margin: 0; font-weight: 400; font-size: .875rem; }
.columns { table-layout: fixed; } .columns th:first-child { width: 42%; } td .tag { white-space: nowrap; }
thead th { border-top: 0; color: var(--muted); font-weight: 600; font-size: .875rem; } tbody th { font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
details { border-top: 1px solid var(--line); padding: .25rem 0; } details.panel { padding: .25rem 1.25rem; } summary { cursor: pointer; min-height: 44px; display: flex; align-items: center; gap: .5rem; font-weight: 600; }
summary::before { content: "\\25B8"; } details[open] > summary::before { content: "\\25BE"; }

.timeline { list-style: none; margin: 0; padding: 0 0 0 1.25rem; border-left: 2px solid var(--line); }
.timeline > li { position: relative; padding: 0 0 1rem; }
.timeline > li::before { content: ""; position: absolute; left: calc(-1.25rem - 6px); top: .45rem; width: 10px; height: 10px; border-radius: 50%; background: var(--surface); border: 2px solid var(--control); }
.timeline > li.failed::before, .timeline > li.uncertain::before, .timeline > li.refused::before { border-color: var(--bad); background: var(--bad); }
.timeline p { margin: 0; }

.secret { display: flex; flex-wrap: wrap; gap: .5rem; align-items: stretch; margin: 0 0 .75rem; }
.secret .field { flex: 1 1 18rem; font-family: var(--mono); font-size: 1.125rem; }
.glyphs { font-family: var(--mono); font-size: 1.375rem; line-height: 1.9; display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0 0 .25rem; }
.glyphs .digit { color: var(--digit); text-decoration: underline; text-underline-offset: .25em; } .glyphs .symbol { color: var(--symbol); font-weight: 700; }
.glyphs .capital { font-weight: 700; }
.characters { columns: 9rem; padding-left: 1.75rem; font-size: .9375rem; }

@media (max-width: 44rem) {
  .choice { grid-template-columns: minmax(0, 1fr); } .sign-out { margin-left: 0; } .banner-inner, main, .footer { padding-left: .875rem; padding-right: .875rem; }
  .panel { padding: .875rem; } .pairs { grid-template-columns: minmax(0, 1fr); gap: 0; } .pairs dd { margin: 0 0 .5rem; }
  .radios label { flex: 1 1 auto; padding: 0 .375rem; gap: .375rem; font-size: .875rem; }
  .columns th:first-child { width: auto; } .row { flex-direction: column; }
  .stacked thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .stacked tr { display: block; border-top: 1px solid var(--line); padding: .5rem 0; } .stacked th, .stacked td { display: block; border: 0; padding: .0625rem 0; text-align: left; }
  .stacked td[data-label]::before { content: attr(data-label) ": "; color: var(--muted); }
}
@media (prefers-reduced-motion: no-preference) { a, button, .button { transition: background-color .12s, border-color .12s; } }
@media (forced-colors: active) { .tag, .radios label:has(:checked) { border: 2px solid CanvasText; } .product-mark { border-color: CanvasText; } }
${cycleStyles}${approvalsStyles}${passwordsStyles}${printStyles}`;
