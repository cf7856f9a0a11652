/** Styles of the pages on which technicians decide. */
export const approvalsStyles = `
.filters { margin: 0 0 1rem; } .filters label { display: grid; grid-template-columns: minmax(0, 1fr); gap: .125rem; font-size: .875rem; } .filters .grow { flex: 1 1 16rem; }
.filters .bar { align-items: end; } .filters select.field { width: auto; max-width: 16rem; }
input[type=search] { font: inherit; width: 100%; min-height: 44px; padding: .375rem .75rem; border: 1px solid var(--control);
  border-radius: var(--radius); background: var(--surface); color: var(--text); }
.groups { list-style: none; padding-top: .25rem; padding-bottom: .25rem; }
.groups > li { display: flex; flex-wrap: wrap; gap: .125rem 1rem; align-items: center; border-top: 1px solid var(--line); padding: .375rem 0; }
.groups > li:first-child { border-top: 0; } .groups > li > a { display: inline-flex; align-items: center; min-height: 44px; }
.groups > li > a:first-child { font-weight: 600; flex: 0 1 14rem; overflow-wrap: anywhere; } .groups > li > span { flex: 1 1 18rem; color: var(--muted); font-size: .9375rem; }
.ticks ul { list-style: none; margin: 0; padding: 0; } .ticks legend { font-weight: 650; padding: 0; float: left; width: 100%; }
.ticks legend + * { clear: both; }
.ticks label, label.tick { display: flex; gap: .75rem; align-items: flex-start; min-height: 44px; padding: .5rem 0; cursor: pointer; }
.ticks li { border-top: 1px solid var(--line); }
.ticks label > span, label.tick > span { min-width: 0; overflow-wrap: anywhere; } .ticks small { display: block; }
.ticks input, .tick input { flex: none; width: 1.25rem; height: 1.25rem; margin: .125rem 0 0; accent-color: var(--accent); }
.ticks .tag { margin-left: .375rem; }
.first-vote { font-size: .875rem; margin: .25rem 0 0; } .keys { margin: 0; } kbd { font-family: var(--mono); border: 1px solid var(--control); border-radius: 4px; padding: 0 .25rem; }
.submit-bar .bar { margin: 0; }
@media (max-width: 44rem) {
  .groups > li > a:first-child { flex-basis: 100%; } .keys { display: none; } .filters select.field { max-width: 100%; }
  .submit-bar { padding: .5rem .75rem; }
}
@media print { .filters, .keys { display: none !important; } }
`;
