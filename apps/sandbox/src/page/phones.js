// Texts come from other people: they are only shown as text nodes.
import { fillText, newText, replyAs } from './thread.js';

const CARDS = 48;
const TEXTS_PER_CARD = 12;
const PHONES_KEPT = 1_000;
const RETRY_MS = 1_000;

const byId = (id) => document.getElementById(id);
const grid = byId('grid');
const phoneTemplate = byId('phone-template').content.firstElementChild;

/** By number, the newest last; each with its newest texts first. */
let phones = new Map();
const cards = new Map();
let stale = new Set();
let counts = {};
let search = '';
let frame = 0;
let unannounced = 0;

const figure = new Intl.NumberFormat('en');
function receive(texts) {
  for (const text of texts) {
    if (!isSearched(text.to)) continue;
    const phone = phones.get(text.to) ?? { number: text.to, count: 0, texts: [] };
    if (phone.texts.some((known) => known.n >= text.n)) continue;
    phone.count += 1;
    phone.texts.unshift(text);
    phone.texts.length = Math.min(phone.texts.length, TEXTS_PER_CARD);
    phones.delete(text.to);
    phones.set(text.to, phone);
    stale.add(text.to);
    unannounced += 1;
  }
  while (phones.size > PHONES_KEPT) phones.delete(phones.keys().next().value);
  draw();
}

function move(changes) {
  for (const { sid, to, status, errorCode } of changes) {
    const text = phones.get(to)?.texts.find((known) => known.sid === sid);
    if (!text) continue;
    text.status = status;
    text.errorCode = errorCode;
    stale.add(to);
  }
  draw();
}

/** Whatever arrives between two frames is drawn once. */
function draw() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    drawCards();
    drawFigures();
  });
}

function drawCards() {
  const shown = [...phones.keys()].slice(-CARDS).toReversed();
  const wanted = new Set(shown);
  for (const [number, card] of cards) {
    if (wanted.has(number)) continue;
    card.remove();
    cards.delete(number);
  }
  let place = grid.firstElementChild;
  for (const number of shown) {
    let card = cards.get(number);
    if (!card) cards.set(number, (card = newCard(number)));
    if (card !== place) grid.insertBefore(card, place);
    else place = place.nextElementSibling;
    if (stale.has(number)) fillCard(card, phones.get(number));
  }
  stale = new Set();
  drawEdges(shown.length);
}

function drawEdges(shown) {
  byId('empty').hidden = shown > 0;
  byId('empty-title').textContent = search ? 'No phone with this number' : 'No texts yet';
  byId('empty-words').textContent = search
    ? 'No text has reached a number that contains it.'
    : 'Send one through Postrider, and it appears here at once.';
  const hidden = (search ? phones.size : (counts.phones ?? 0)) - shown;
  byId('more').hidden = hidden <= 0 || shown === 0;
  byId('more').textContent =
    `${figure.format(Math.max(0, hidden))} more phones have older texts. Search for a number to see one.`;
}

function newCard(number) {
  const card = phoneTemplate.cloneNode(true);
  card.querySelector('.number').textContent = number;
  card.querySelector('.avatar').textContent = number.slice(-2);
  card.querySelector('.avatar').style.setProperty('--hue', String(hueOf(number)));
  card.querySelector('.texts').setAttribute('aria-label', `Texts on ${number}`);
  const form = card.querySelector('.reply');
  form.querySelector('input').setAttribute('aria-label', `Reply from ${number}`);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void replyAs(number, form).then((said) => keepSaid(number, said));
  });
  stale.add(number);
  return card;
}

function fillCard(card, { count, texts }) {
  card.querySelector('.count').textContent = count === 1 ? '1 text' : `${figure.format(count)} texts`;
  const list = card.querySelector('.texts');
  const kept = new Map([...list.children].map((item) => [item.dataset.sid, item]));
  const items = texts.map((text) => fillText(kept.get(text.sid) ?? newText(text, kept.size > 0), text));
  const same = items.length === list.children.length && items.every((item, index) => item === list.children[index]);
  if (!same) list.replaceChildren(...items);
}

function drawFigures() {
  const { texts = 0, phones: reached = 0, faults = 0, byStatus = {} } = counts;
  const sum = (...names) => names.reduce((total, name) => total + (byStatus[name] ?? 0), 0);
  const figures = {
    texts,
    phones: reached,
    delivered: sum('delivered', 'read'),
    moving: sum('queued', 'accepted', 'sending', 'sent'),
    failed: sum('undelivered', 'failed'),
    faults,
  };
  for (const [name, value] of Object.entries(figures)) {
    document.querySelector(`[data-figure="${name}"]`).textContent = figure.format(value);
  }
}

/** Loads the texts on the phones; events of the stream that was opened before are newer. */
async function load() {
  const asked = search;
  const answer = await fetch(`/_sandbox/phones?limit=${CARDS * 2}&search=${encodeURIComponent(asked)}`);
  const { phones: found } = await answer.json();
  if (asked !== search) return;
  phones = new Map();
  for (const phone of found.toReversed()) {
    phones.set(phone.number, { ...phone, texts: phone.texts.slice(0, TEXTS_PER_CARD) });
    stale.add(phone.number);
  }
  draw();
}

/** Replies and the vendor's own answers are shown until the page is loaded again: the ledger has neither. */
function keepSaid(number, said) {
  const phone = phones.get(number);
  if (!phone || said.length === 0) return;
  phone.texts.unshift(...said);
  stale.add(number);
  draw();
}

const isSearched = (number) => search === '' || number.includes(search);

function hueOf(number) {
  let hue = 0;
  for (const character of number) hue = (hue * 31 + character.charCodeAt(0) * 47) % 360;
  return hue;
}

function setLink(state, words) {
  byId('link').dataset.state = state;
  byId('link-words').textContent = words;
}

function connect() {
  const stream = new EventSource('/_sandbox/live');
  const on = (name, take) => stream.addEventListener(name, (event) => take(JSON.parse(event.data)));
  const away = () => setLink('away', 'Disconnected; trying again');
  stream.addEventListener('open', () => {
    setLink('live', 'Live');
    load().catch(away);
  });
  stream.addEventListener('error', () => {
    away();
    // An answer that is not a stream ends the EventSource for good; it reconnects by itself after a lost connection.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
  });
  on('texts', receive);
  on('statuses', move);
  on('counts', (now) => {
    counts = now;
    draw();
  });
  on('reset', () => {
    phones = new Map();
    draw();
  });
}

let typing;
byId('number').addEventListener('input', (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    search = event.target.value.replace(/[^\d+]/g, '');
    void load();
  }, 150);
});
byId('search').addEventListener('submit', (event) => event.preventDefault());

setInterval(() => {
  if (unannounced > 0)
    byId('news').textContent = unannounced === 1 ? 'One new text' : `${figure.format(unannounced)} new texts`;
  unannounced = 0;
}, 4_000);

connect();
