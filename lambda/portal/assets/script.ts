import { approvalsScript } from './approvals-script.ts';
import { passwordsScript } from './passwords-script.ts';

/**
 * The one script. It adds comfort and no function: every page works without it. It never submits a form.
 * Plain text, because functions have no files but their bundle.
 */
export const script = `'use strict';
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const say = (element, text) => { if (element) element.textContent = text; };

  for (const element of all('[data-needs-script]')) element.hidden = false;
  const first = document.querySelector('[data-focus]');
  if (first) first.focus();

  // A second press of a button would send the form twice, and a view that is shown once would be lost.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    setTimeout(() => delete form.dataset.sent, 10000);
  });
  addEventListener('pageshow', () => { for (const form of document.forms) delete form.dataset.sent; });
})();
${approvalsScript}${passwordsScript}`;
