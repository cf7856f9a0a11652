/** The part of the script that helps to decide about many accounts. It never sends a form. */
export const approvalsScript = `(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const count = document.querySelector('[data-count]');
  const ticked = document.querySelector('[data-ticked]');
  const recount = () => {
    if (count) {
      const chosen = { approve: 0, reject: 0, later: 0 };
      for (const radio of all('input[data-answer]:checked')) chosen[radio.dataset.answer] += Number(radio.dataset.accounts || 1);
      count.textContent = chosen.approve + ' approve, ' + chosen.reject + ' reject, ' + chosen.later + ' later';
    }
    if (ticked) {
      const rejected = all('input[type=checkbox][value=reject]:checked').length;
      const whole = all('.ticks input[type=checkbox]');
      const chosen = whole.filter((box) => box.checked).length;
      ticked.textContent = (chosen - rejected) + ' approve, ' + rejected + ' reject, ' + (whole.length - chosen) + ' left for later';
    }
  };
  if (count || ticked) {
    document.addEventListener('change', recount);
    recount();
  }
  for (const button of all('[data-set-all]')) {
    button.addEventListener('click', () => {
      const group = button.closest('[data-group]');
      for (const radio of all('input[data-answer=' + button.dataset.setAll + ']', group)) radio.checked = true;
      recount();
    });
  }

  // Single keys, while the focus is within the question about one account, and not in a field that takes text.
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.type === 'text') return;
    const choice = event.target.closest && event.target.closest('[data-choice]');
    if (!choice) return;
    const answer = { a: 'approve', r: 'reject' }[event.key];
    if (answer) {
      const radio = choice.querySelector('input[data-answer=' + answer + ']');
      radio.checked = true;
      radio.focus();
      recount();
      if (answer === 'reject') choice.querySelector('input[type=text]').focus();
    } else if (event.key === 'n') {
      const choices = all('[data-choice]');
      const next = choices[choices.indexOf(choice) + 1];
      if (next) next.querySelector('input:checked, input[data-answer]').focus();
    } else return;
    event.preventDefault();
  });

  // Progress is fetched again while something is under way, and for ten minutes at most: looking keeps no session alive for ever.
  const until = Date.now() + 600000;
  for (const place of all('[data-live]')) {
    const look = async () => {
      const began = Date.now();
      let busy = 1;
      try {
        const answer = await fetch(place.dataset.live, { credentials: 'same-origin' });
        const found = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-progress]');
        if (!answer.ok || !found) return;
        busy = Number(found.dataset.busy);
        const shown = place.querySelector('[data-progress]');
        if (!shown) place.append(document.importNode(found, true));
        else if (shown.textContent !== found.textContent) shown.replaceWith(document.importNode(found, true));
      } catch {
        // The next look may succeed; the link beside it leads to the page itself.
      }
      if (busy > 0 && Date.now() < until) setTimeout(look, Math.max(5000, 10 * (Date.now() - began)));
    };
    setTimeout(look, 1000);
  }
})();
`;
