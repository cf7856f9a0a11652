/** Of home, cycles, tenants and timelines: figures, tables, searching and parts of lists. */
export const cycleStyles = `
.breakable { overflow-wrap: anywhere; }
.search { display: flex; flex-wrap: wrap; align-items: center; gap: .375rem .75rem; margin: 0 0 1rem; }
.search label { font-weight: 600; } .search .field { flex: 1 1 12rem; width: auto; max-width: 24rem; min-width: 0; }
.search a, .breadcrumb a { display: inline-flex; align-items: center; min-height: 44px; }
input[type=search] { font: inherit; min-height: 44px; padding: .375rem .75rem; border: 1px solid var(--control);
  border-radius: var(--radius); background: var(--surface); color: var(--text); }
.breadcrumb { margin: -.625rem 0 0; }
.pager { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1rem; margin: .75rem 0 0; }
.pager p { margin: 0; color: var(--muted); } .pager ul { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 0; padding: 0; }
.rows { list-style: none; padding: 0; } .rows > li { border-top: 1px solid var(--line); } .rows > li:first-child { border-top: 0; }
.row { align-items: center; }
.meanings { margin: .75rem 0 0; } .meanings > summary { font-weight: 500; color: var(--accent); } .meanings .pairs { margin: 0 0 .5rem; }
details.panel { border-top: 1px solid var(--line); } details.notice > summary { display: list-item; min-height: 0; padding: .625rem 0; font-weight: 400; }
details.notice > summary::before { content: none; } details.notice { padding-top: .25rem; padding-bottom: .25rem; }
.stacked tbody th > a:first-child, .stacked tbody th > a:first-child bdi { display: inline-block; }
.stacked tbody th > a:first-child { padding: .125rem 0; }
.account-display + .hint { display: block; } .ticks + .reason { margin: 0 0 1.25rem; }
.banner-inner nav { order: 3; flex: 1 0 100%; margin: -.25rem -.625rem 0; }
.sign-out button { white-space: nowrap; }
.totals-only .accounts { display: none; }
.panel > h2:not(:first-child) { margin-top: 1.5rem; } .as-link { display: block; text-decoration: underline; text-underline-offset: .15em; }
.zero { color: var(--muted); }
@media (max-width: 60rem) and (min-width: 44.01rem) { table { font-size: .875rem; } th, td { padding-right: .5rem; } }
@media (max-width: 44rem) {
  .search .field { flex-basis: 100%; max-width: none; } .search button { flex: 1 1 auto; justify-content: center; }
  .pager a.button { flex: 1 1 auto; justify-content: center; }
  .stacked tbody th > a:first-child { min-height: 44px; display: inline-flex; align-items: center; padding: 0; }
  .stacked td.number { display: inline-block; margin-right: 1rem; } .stacked td.zero { display: none; }
  .reason { grid-template-columns: minmax(0, 1fr); } .row { align-items: flex-start; }
  .sign-out { flex-wrap: nowrap; justify-content: space-between; width: 100%; }
  .head + .pairs { margin-top: .5rem; }
  .numbers { grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .5rem; } .numbers dd { font-size: 1.25rem; }
  h1 { font-size: 1.375rem; } .filters details .bar { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .submit-bar { position: fixed; left: 0; right: 0; bottom: 0; z-index: 1; border-width: 1px 0 0; border-radius: 0; padding: .5rem .875rem; }
  body:has(.submit-bar) { padding-bottom: 7rem; }
}
`;
