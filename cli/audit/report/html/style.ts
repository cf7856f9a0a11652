/** On each sheet of a customer: which cycle, and which customer. Of ids, what could end the text of a style is left out. */
export const footersOf = (cycleId: string, tenantIds: readonly string[]): string =>
  tenantIds
    .map(
      (tenantId, i) =>
        `@page customer-${i} { @bottom-left { content: '${plain(cycleId)}, tenant ${plain(tenantId)}'; font: 8pt sans-serif; color: #4a4a4a; } }\n`,
    )
    .join('');

const plain = (id: string): string => id.replaceAll(/[^\w.-]/g, '');

/** Colours reach 7:1 on paper and on a dark screen. Paper is A4, lying: the population has many columns. */
export const style = `
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #4a4a4a; --line: #b8b8b8; --ground: #ffffff; --head: #eef1f5; --bad: #8c1515; --good: #0f5a2c; }
@media (prefers-color-scheme: dark) { @media screen { :root { --ink: #f0f0f0; --soft: #c8c8c8; --line: #5c5c5c; --ground: #16181c; --head: #262a31; --bad: #ffaba3; --good: #93deb0; } } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.45 system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; color: var(--ink); background: var(--ground); }
main { max-width: 96rem; margin: 0 auto; padding: 1.5rem; }
article + article { margin-top: 3rem; padding-top: 2rem; border-top: 3px solid var(--line); }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 1.8rem 0 .5rem; break-after: avoid; }
p { margin: .3rem 0 .6rem; max-width: 75ch; }
.lead { color: var(--soft); margin-bottom: 1rem; max-width: none; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.hash { font: .86em/1.4 ui-monospace, 'Cascadia Mono', Consolas, monospace; overflow-wrap: anywhere; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); font-weight: 600; }
.soft { color: var(--soft); }
.verdict { border: 2px solid currentColor; border-radius: 4px; padding: .5rem .8rem; margin: 1rem 0; max-width: none; overflow-wrap: anywhere; }
time { white-space: nowrap; }
.figures { display: flex; flex-wrap: wrap; gap: .4rem 2rem; padding: 0; margin: .6rem 0; list-style: none; }
.figures b { font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th { font-weight: 600; }
thead th { background: var(--head); border-bottom: 2px solid var(--line); }
tbody th { overflow-wrap: anywhere; min-width: 13rem; }
td > div + div { margin-top: .25rem; }
footer { margin-top: 2rem; color: var(--soft); font-size: .88rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } main { padding: 1rem; } table { min-width: 46rem; } }
@page { size: A4 landscape; margin: 12mm 12mm 15mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt sans-serif; color: #4a4a4a; } }
@media print {
  body { font-size: 9.5pt; }
  main { max-width: none; padding: 0; }
  article + article { break-before: page; margin: 0; padding: 0; border: 0; }
  h1 { font-size: 15pt; } h2 { font-size: 11.5pt; margin-top: 5mm; }
  table { font-size: 7.8pt; min-width: 0; }
  tbody th { min-width: 36mm; }
  p { max-width: none; }
  footer { font-size: 8pt; margin-top: 5mm; }
  thead { display: table-header-group; }
  tr, .verdict { break-inside: avoid; }
  .table { overflow: visible; }
  th, td { padding: 1mm 1.5mm; }
}
`;
