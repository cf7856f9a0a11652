/** Light and dark by the system's setting; from phone to desktop. */
export const stylesheet = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; --line: light-dark(#c8c6c4, #484644); --soft: light-dark(#faf9f8, #252423); --ink: light-dark(#1b1a19, #f3f2f1); --quiet: light-dark(#55534f, #bdbab6); --link: light-dark(#0b5cad, #7cc0ff); }
* { box-sizing: border-box; }
body { margin: 0; background: light-dark(#fff, #1b1a19); color: var(--ink); }
header, main { max-width: 76rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 0; overflow-wrap: anywhere; }
a { color: var(--link); overflow-wrap: anywhere; }
a:focus-visible, summary:focus-visible, iframe:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: .75rem 0 0; padding: 0; }
nav a { display: inline-flex; align-items: center; min-height: 44px; padding: .25rem .9rem; border: 1px solid var(--line); border-radius: 1.5rem; text-decoration: none; }
nav a[aria-current] { background: var(--soft); font-weight: 600; border-color: currentColor; }
.mark { margin: .25rem 0 0; color: var(--quiet); }
.messages { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; background: var(--soft); }
.kind { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: .25rem; font-size: .85rem; }
.facts { margin: .25rem 0 .75rem; color: var(--quiet); overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; font: inherit; }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem; margin: .5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
.scrolls { overflow-x: auto; }
.scrolls:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; min-width: 52rem; margin: 0 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid var(--line); }
tbody th, td { overflow-wrap: anywhere; } tbody .facts { margin: 0; font-weight: 400; }
tbody th { font-weight: 600; } thead th { white-space: nowrap; }
summary { cursor: pointer; padding: .65rem 0; color: var(--link); }
.mail { display: grid; gap: 1rem; align-items: start; }
@media (min-width: 62rem) { .mail:has(iframe) { grid-template-columns: minmax(0, 640px) minmax(0, 1fr); } }
iframe { width: 100%; height: 36rem; border: 1px solid var(--line); resize: vertical; }
.button { display: inline-flex; align-items: center; min-height: 44px; padding: .25rem 1rem; border: 1px solid currentColor; border-radius: .25rem; text-decoration: none; }
`;
