// What a phone holds, sent, received, called and said.

const clockTime = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const figure = new Intl.NumberFormat('en');

export function fillLists(card, { holds, sent, calls, inbox, said }) {
  card.querySelector('.held-title').textContent = holds.length === 0 ? 'Holds nothing' : `Holds ${holds.length}`;
  list(card, '.held', holds, ({ message, state }) => [message, state]);
  card.querySelector('.sent-title').textContent =
    sent.count === 1 ? 'Sent 1 text' : `Sent ${figure.format(sent.count)} texts`;
  list(card, '.sent', sent.newest, ({ to, body, status, phone, at }) => {
    const part = phone.parts > 1 ? `, part ${phone.part} of ${phone.parts}` : '';
    return [`${to}: ${body}`, `SIM ${phone.sim + 1}${part}, ${status}, ${clockTime.format(at)}`];
  });
  list(
    card,
    '.calls',
    calls,
    ({ what, end, why, ms, at }) => [
      what,
      `${end}${why ? `: ${why}` : ''}, ${figure.format(ms)} ms, ${clockTime.format(at)}`,
    ],
    ({ end }) => (end === 'answered' ? '' : 'bad'),
  );
  card.querySelector('.heard').hidden = inbox.length === 0;
  list(card, '.inbox', inbox, ({ from, text, sim, at }) => [
    `${from}: ${text}`,
    `SIM ${sim + 1}, ${clockTime.format(at)}`,
  ]);
  card.querySelector('.words').hidden = said.length === 0;
  list(card, '.sentences', said, (sentence) => [sentence]);
}

function list(card, selector, rows, wordsOf, endOf = () => '') {
  const place = card.querySelector(selector);
  const wanted = rows.map((row) => ({ words: wordsOf(row), end: endOf(row) }));
  const key = JSON.stringify(wanted);
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...wanted.map(newItem));
}

function newItem({ words, end }) {
  const item = document.createElement('li');
  item.dataset.end = end;
  for (const text of words) {
    const span = document.createElement('span');
    span.dir = 'auto';
    span.textContent = text;
    item.append(span);
  }
  return item;
}
