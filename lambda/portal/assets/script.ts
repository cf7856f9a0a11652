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

  const count = document.querySelector('[data-count]');
  const recount = () => {
    const chosen = { approve: 0, reject: 0, later: 0 };
    for (const radio of all('input[type=radio]:checked')) chosen[radio.value] += 1;
    say(count, chosen.approve + ' approve, ' + chosen.reject + ' reject, ' + chosen.later + ' later');
  };
  if (count) {
    document.addEventListener('change', recount);
    recount();
  }
  for (const button of all('[data-set-all]')) {
    button.addEventListener('click', () => {
      const group = button.closest('[data-group]');
      for (const radio of all('input[type=radio][value=' + button.dataset.setAll + ']', group)) radio.checked = true;
      recount();
    });
  }
})();
`;
