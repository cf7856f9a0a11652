/** Of "Passwords to collect". */
export const passwordsStyles = `
details.panel > summary { flex-wrap: wrap; gap: .125rem .75rem; position: relative; padding-left: 1.5rem; }
details.panel > summary::before { position: absolute; left: 0; }
details.panel { padding-top: .5rem; padding-bottom: .5rem; } details.panel > summary h2 { margin: 0; overflow-wrap: anywhere; }
.row-facts { display: block; } .row .bar { margin: 0; }
.search-field { flex: 1 1 14rem; width: auto; max-width: 28rem; }
.hand-over { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; margin: 0 0 .75rem; }
.hand-over .field { flex: 0 1 16rem; width: auto; min-width: 0; }
.shown-table td:nth-child(2) { min-width: 16rem; } .shown-table .field { font-family: var(--mono); }
.shown-table .secret { margin: 0; flex-wrap: nowrap; }
@media (max-width: 44rem) { .shown-table td:nth-child(2) { min-width: 0; } .shown-table .secret { flex-wrap: wrap; } }
`;
