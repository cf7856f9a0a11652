import { approvalsScript } from './approvals-script.ts';

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

<<<<<<< HEAD
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
=======
  // What is hidden is not in the document, where extensions, developer tools and "save page" would find it. It is held here alone, so
  // that it can come back, and for ten minutes at most.
  let parts = [];
  const fieldOf = (id) => document.getElementById(id) || parts.map(({ shown }) => shown).find((shown) => shown.id === id);

  for (const button of all('[data-copy]')) {
    button.addEventListener('click', async () => {
      const field = fieldOf(button.dataset.copy);
      const status = document.getElementById('copy-status');
      try {
        await navigator.clipboard.writeText(field.value);
        say(status, button.dataset.copied);
      } catch {
        field.select();
        say(status, 'Copying was refused. Select the text and copy it.');
      }
    });
  }

  const secret = document.querySelector('[data-secret]');
  const toggle = document.querySelector('[data-hide]');
  if (secret && toggle) {
    const note = document.querySelector('[data-hidden-note]');
    parts = all('[data-conceal]', secret).map((shown) => ({ shown, place: document.createComment('hidden') }));
    const set = (hidden) => {
      for (const { shown, place } of parts) hidden ? shown.replaceWith(place) : place.replaceWith(shown);
      toggle.setAttribute('aria-pressed', String(hidden));
      say(note, hidden ? note.dataset.hiddenNote : '');
    };
    const giveUp = () => {
      set(true);
      parts = [];
      for (const button of all('button', secret)) button.remove();
      say(note, note.dataset.goneNote);
    };
    toggle.addEventListener('click', () => set(toggle.getAttribute('aria-pressed') !== 'true'));
    let idle;
    let gone;
    const wait = () => {
      clearTimeout(idle);
      clearTimeout(gone);
      idle = setTimeout(() => set(true), 60000);
      gone = setTimeout(giveUp, 600000);
    };
    for (const name of ['pointermove', 'keydown', 'scroll', 'touchstart']) addEventListener(name, wait, { passive: true });
    // A browser may keep a page that was left, to show it again.
    addEventListener('pagehide', giveUp);
    wait();
  }
>>>>>>> main
})();
${approvalsScript}`;
