/**
 * On paper: black on white whatever the theme, no controls, who printed it and when at the top, and nothing that is only closed on the
 * screen is left out.
 */
export const printStyles = `
.print-only { display: none; }
@media print {
  @page { margin: 1.5cm 1.25cm; }
  :root { color-scheme: light; --ground: #fff; --surface: #fff; --sunken: #fff; --text: #000; --muted: #333; --line: #999; --control: #666;
    --accent: #000; --accent-strong: #000; --good: #000; --good-ground: #fff; --bad: #000; --bad-ground: #fff; --busy: #000;
    --busy-ground: #fff; --quiet-ground: #fff; }
  html { font-size: 10pt; } body { display: block; min-height: 0; }
  .banner, .footer, .skip-link, .breadcrumb, .submit-bar, .set-all, .sign-out, .search, .pager a, .no-print, button, a.button, .meanings { display: none !important; }
  .never-print { display: none !important; } .print-only { display: block !important; }
  .printed { border-bottom: 1px solid #000; padding: 0 0 .25rem; margin: 0 0 1rem; font-size: 9pt; }
  main, .banner-inner { max-width: none; padding: 0; } .panel, .notice { border: 0; border-top: 1px solid #000; border-radius: 0; padding: .5rem 0; max-width: none; }
  details.panel { padding-left: 0; padding-right: 0; }
  a { color: #000; text-decoration: none; } .tag { border: 1px solid #000; padding: 0 .375rem; }
  h1, h2, h3, caption { break-after: avoid; } tr, li, .numbers > div, .notice { break-inside: avoid; } thead { display: table-header-group; }
  .numbers { display: flex; flex-wrap: wrap; } .numbers > div { border-color: #000; padding: .25rem .5rem; }
  details::details-content { content-visibility: visible; display: block; } summary::before { content: none; }
}
`;
