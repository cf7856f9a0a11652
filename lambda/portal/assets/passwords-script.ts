/** Of "Passwords to collect": copying, and hiding what is shown. Comfort only. */
export const passwordsScript = `
(() => {
  'use strict';
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const say = (element, text) => { if (element) element.textContent = text; };

  // What is hidden is not in the document, where extensions, developer tools and "save page" would find it. It is held here alone, so
  // that it can come back, and for ten minutes at most.
  let parts = [];
  const fieldOf = (id) =>
    document.getElementById(id) ||
    parts.flatMap(({ shown }) => [shown, ...shown.querySelectorAll('[id]')]).find((each) => each.id === id);

  for (const button of all('[data-copy]')) {
    button.addEventListener('click', async () => {
      const field = fieldOf(button.dataset.copy);
      const status = document.getElementById('copy-status');
      try {
        await navigator.clipboard.writeText(field.value);
        say(status, button.dataset.copied);
      } catch {
        if (field.select) field.select();
        say(status, 'Copying was refused. Select the text and copy it.');
      }
    });
  }

  const secret = document.querySelector('[data-secret]');
  const toggle = document.querySelector('[data-hide]');
  if (!secret || !toggle) return;
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
    for (const button of all('[data-copy], [data-hide]', secret)) button.remove();
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
})();
`;
