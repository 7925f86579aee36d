// Texts come from other people: they are only shown as text nodes.
import { conditionsOf, fillConditions } from './radio-conditions.js';
import { fillLists } from './radio-lists.js';

const RETRY_MS = 1_000;

const byId = (id) => document.getElementById(id);
const template = byId('sender-template').content.firstElementChild;
const cards = new Map();
const phones = new Map();
let crashPoints = [];

async function control(method, path, body) {
  const answer = await fetch(`/_sandbox/radio${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error ?? said.message ?? 'It was refused.');
  return said;
}

/** Does it and says how it ended, beside the control that was used. */
async function act(said, done, method, path, body) {
  try {
    await control(method, path, body);
    said.textContent = done;
    said.dataset.end = '';
    return true;
  } catch (error) {
    said.textContent = error.message;
    said.dataset.end = 'bad';
    return false;
  }
}

const WORDS = {
  online: 'Online',
  waiting: 'Not answered',
  revoked: 'Revoked',
  paused: 'Paused',
  crashed: 'Crashed',
  off: 'Off',
};
const stateOf = ({ state, isOnline, isRevoked }) =>
  state !== 'on' ? state : isRevoked ? 'revoked' : isOnline ? 'online' : 'waiting';

/** What can be done in each state: the words on the button, and the action. */
const ACTS = {
  on: [
    ['Switch off', 'off'],
    ['Reboot', 'reboot'],
    ['Pause', 'pause'],
    ['Crash', 'crash'],
  ],
  paused: [
    ['Resume', 'resume'],
    ['Switch off', 'off'],
    ['Crash', 'crash'],
  ],
  crashed: [
    ['Start the program', 'start'],
    ['Reboot', 'reboot'],
    ['Switch off', 'off'],
  ],
  off: [['Switch on', 'on']],
};

function newCard(name) {
  const card = template.cloneNode(true);
  card.dataset.name = name;
  const heading = card.querySelector('h2');
  heading.id = `sender-${name}`;
  card.setAttribute('aria-labelledby', heading.id);
  const said = card.querySelector('.said');
  const path = `/phones/${name}`;
  const on = (form, submit) =>
    card.querySelector(form).addEventListener('submit', (event) => {
      event.preventDefault();
      void submit(event.target);
    });
  const textOf = (form, field) => form.elements[field].value.trim();

  const steps = card.querySelector('.crash').elements.at;
  for (const point of crashPoints) steps.add(new Option(point, point));
  on('.conditions', (form) => act(said, 'It is set.', 'PATCH', path, conditionsOf(form)));
  on('.crash', (form) => {
    const restart = textOf(form, 'restart');
    const body = { at: form.elements.at.value, nth: Number(form.elements.nth.value) };
    if (restart !== '') body.restartMs = Math.round(Number(restart) * 1_000);
    return act(said, 'The crash is planned.', 'POST', `${path}/crash`, body);
  });
  on('.put', (form) => {
    const sim = {
      number: textOf(form, 'number'),
      country: textOf(form, 'country'),
      operator: textOf(form, 'operator'),
    };
    return act(said, 'The SIM is in.', 'POST', `${path}/sim`, { slot: Number(form.elements.slot.value), sim });
  });
  card.querySelector('.take').addEventListener('click', ({ target }) => {
    void act(said, 'The SIM is out.', 'POST', `${path}/sim`, {
      slot: Number(target.form.elements.slot.value),
      sim: null,
    });
  });
  on('.swap', (form) => {
    const [phone, slot] = form.elements.other.value.split('/');
    const one = { phone: name, slot: Number(form.elements.slot.value) };
    return act(said, 'The SIMs have changed places.', 'POST', '/swap', { one, other: { phone, slot: Number(slot) } });
  });
  on('.receive', async (form) => {
    const body = { from: textOf(form, 'from'), text: form.elements.text.value, sim: Number(form.elements.sim.value) };
    if (await act(said, 'The text is on the phone.', 'POST', `${path}/inbox`, body)) form.elements.text.value = '';
  });
  on('.enrol', async (form) => {
    if (await act(said, 'It enrols.', 'POST', `${path}/enrol`, entryOf(form))) form.reset();
  });
  card.querySelector('.remove').addEventListener('click', () => void act(said, 'It is gone.', 'DELETE', path));
  card.querySelector('.acts').addEventListener('click', ({ target: { dataset } }) => {
    if (dataset.act) void act(said, '', 'POST', `${path}/${dataset.act}`, {});
  });
  return card;
}

/** The fields that were filled in. */
function entryOf({ elements }) {
  const given = ['label', 'code', 'secret'].flatMap((name) => {
    const value = elements[name]?.value.trim();
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(given);
}

function fill(card, phone) {
  write(card.querySelector('h2'), phone.label);
  const kind = phone.kind === 'safecare' ? ', polls and reports' : '';
  write(card.querySelector('.ids'), `${phone.name}${kind}, ${phone.agentId ?? 'not registered'}`);
  const state = stateOf(phone);
  card.querySelector('.state').dataset.state = state;
  write(card.querySelector('.state .word'), WORDS[state]);
  const { battery, charging, network, coverage } = phone.conditions;
  card.querySelector('meter').value = battery;
  card.querySelector('meter').setAttribute('aria-label', `Battery ${battery} percent`);
  write(
    card.querySelector('.charge'),
    `${battery} %${charging ? ', charging' : ''}, ${coverage ? network : 'no coverage'}`,
  );
  fillSims(card, phone);
  fillActs(card.querySelector('.acts'), phone);
  fillLists(card, phone);
  fillConditions(card.querySelector('.conditions'), phone.conditions);
  write(card.querySelector('.planned'), plannedIn(phone));
}

function plannedIn({ crash }) {
  if (!crash) return '';
  const then = crash.restartMs === undefined ? '' : `, and starts after ${crash.restartMs / 1_000} s`;
  return `It crashes at ${crash.at}, time ${crash.nth}${then}.`;
}

function fillSims(card, { sims }) {
  const words = sims.map((sim, slot) =>
    sim ? `SIM ${slot + 1}: ${sim.number}, ${sim.country}, ${sim.operator}` : `SIM ${slot + 1}: none`,
  );
  const list = card.querySelector('.sims');
  if ([...list.children].map(({ textContent }) => textContent).join() === words.join()) return;
  list.replaceChildren(
    ...words.map((text) => {
      const item = document.createElement('li');
      item.textContent = text;
      return item;
    }),
  );
}

/** A button that stays keeps the focus; where the one with the focus goes, the first one takes it. */
function fillActs(group, { label, state }) {
  if (group.dataset.for === state) return;
  const hadFocus = group.contains(document.activeElement);
  group.dataset.for = state;
  group.setAttribute('aria-label', `What happens to ${label}`);
  group.replaceChildren(
    ...ACTS[state].map(([words, action]) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = words;
      button.dataset.act = action;
      return button;
    }),
  );
  if (hadFocus) group.firstElementChild.focus();
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function draw(changed) {
  for (const phone of changed) {
    phones.set(phone.name, phone);
    let card = cards.get(phone.name);
    if (!card) {
      cards.set(phone.name, (card = newCard(phone.name)));
      byId('grid').append(card);
    }
    fill(card, phone);
  }
  byId('none').hidden = phones.size > 0;
  fillOthers();
}

/** Every slot of every phone, to swap with. */
function fillOthers() {
  const places = [...phones.values()].flatMap(({ name, label }) =>
    [0, 1].map((slot) => [`${name}/${slot}`, `${label}, slot ${slot + 1}`]),
  );
  const key = JSON.stringify(places);
  for (const card of cards.values()) {
    const { other } = card.querySelector('.swap').elements;
    if (other.dataset.key === key) continue;
    const chosen = other.value;
    other.dataset.key = key;
    other.replaceChildren(...places.map(([value, words]) => new Option(words, value)));
    if (places.some(([value]) => value === chosen)) other.value = chosen;
  }
}

function drop(names) {
  for (const name of names) {
    cards.get(name)?.remove();
    cards.delete(name);
    phones.delete(name);
  }
  draw([]);
}

function setLink(state, words) {
  byId('link').dataset.state = state;
  byId('link-words').textContent = words;
}

function connect() {
  const stream = new EventSource('/_sandbox/radio/live');
  const on = (name, take) => stream.addEventListener(name, (event) => take(JSON.parse(event.data)));
  stream.addEventListener('open', () => setLink('live', 'Live'));
  stream.addEventListener('error', () => {
    setLink('away', 'Disconnected; trying again');
    // An answer that is not a stream ends the EventSource for good; it reconnects by itself after a lost connection.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
  });
  on('all', (all) => {
    drop([...phones.keys()].filter((name) => !all.some((phone) => phone.name === name)));
    draw(all);
  });
  on('phones', draw);
  on('gone', drop);
}

byId('add').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  const said = form.querySelector('.said');
  const body = { kind: form.elements.kind.value, ...entryOf(form) };
  void act(said, 'It is there.', 'POST', '/phones', body).then((added) => added && form.reset());
});

async function load() {
  ({ crashPoints } = await control('GET', ''));
  connect();
}

load().catch(() => setLink('away', 'The sandbox does not answer. Load the page again.'));
