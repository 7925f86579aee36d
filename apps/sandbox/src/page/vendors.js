// The forms follow from what the sandbox says of its vendors and faults: a new vendor or fault needs no change here.
const REFRESH_MS = 2_000;

const byId = (id) => document.getElementById(id);
const vendorTemplate = byId('vendor-template').content.firstElementChild;
const ruleTemplate = byId('rule-template').content.firstElementChild;

async function control(method, path, body) {
  const answer = await fetch(`/_sandbox/${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error ?? said.message ?? 'It was refused.');
  return said;
}

const NEXT = {
  at_once: 'Nothing was sent: another route may try at once.',
  after_lookup: 'The text may be out: no other route may try before a look-up.',
  never: 'The text was accepted: no other route tries, unless the answer is later than anybody waits.',
  as_answered: 'What the answer proves decides whether another route may try.',
};

function newVendor({ name, numbers, leavesOpen }, common) {
  const faults = common.map((fault) => (leavesOpen.includes(fault.kind) ? { ...fault, next: 'after_lookup' } : fault));
  const section = vendorTemplate.cloneNode(true);
  const heading = section.querySelector('h2');
  heading.textContent = name;
  heading.id = `vendor-${name}`;
  section.setAttribute('aria-labelledby', heading.id);
  section.dataset.vendor = name;
  fillNumbers(section.querySelector('.magic'), numbers);

  const form = section.querySelector('form');
  for (const { kind } of faults) form.elements.kind.add(new Option(kind, kind));
  const choose = () =>
    showFields(
      form,
      faults.find(({ kind }) => kind === form.elements.kind.value),
    );
  form.addEventListener('change', ({ target }) => target.name === 'kind' && choose());
  choose();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void script(
      section,
      form,
      faults.find(({ kind }) => kind === form.elements.kind.value),
    );
  });
  section.querySelector('.clear').addEventListener('click', () => void change(section, 'DELETE', 'faults', 'Cleared.'));
  return section;
}

function fillNumbers(details, numbers) {
  details.hidden = numbers.length === 0;
  details.querySelector('summary').textContent =
    numbers.length === 1 ? '1 magic number' : `${numbers.length} magic numbers`;
  for (const { number, does } of numbers) {
    const row = details.querySelector('tbody').insertRow();
    for (const words of [number, does]) row.insertCell().textContent = words;
  }
}

function showFields(form, { does, next, fields }) {
  form.querySelector('.does').textContent = `${does}. ${NEXT[next]}`;
  form.querySelector('.fields').replaceChildren(...fields.map(newField));
}

function newField({ name, takes, says }) {
  const label = document.createElement('label');
  const input = document.createElement(Array.isArray(takes) ? 'select' : 'input');
  input.name = `fault.${name}`;
  if (Array.isArray(takes)) for (const word of ['', ...takes]) input.add(new Option(word || 'not given', word));
  else input.type = { number: 'number', flag: 'checkbox' }[takes] ?? 'text';
  if (takes === 'flag') {
    label.className = 'flag';
    label.append(input, ` ${says}`);
  } else label.append(`${says} `, input);
  return label;
}

/** Fields that are left empty are not given. */
function faultOf(form, { kind, fields }) {
  const given = fields.flatMap(({ name, takes }) => {
    const input = form.elements[`fault.${name}`];
    if (takes === 'flag') return input.checked ? [[name, true]] : [];
    return input.value === '' ? [] : [[name, read(input.value, takes)]];
  });
  return { kind, ...Object.fromEntries(given) };
}

function read(value, takes) {
  if (takes === 'number') return Number(value);
  if (Array.isArray(takes) && (value === 'true' || value === 'false')) return value === 'true';
  if (takes === 'text') return /^\d+$/.test(value) ? Number(value) : value;
  if (takes !== 'json') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function matchOf({ elements }) {
  const words = ['to', 'operation'].flatMap((name) =>
    elements[name].value ? [[name, elements[name].value.trim()]] : [],
  );
  const counts = ['nth', 'every', 'after'].flatMap((name) =>
    elements[name].value === '' ? [] : [[name, Number(elements[name].value)]],
  );
  return Object.fromEntries([...words, ...counts]);
}

function script(section, form, chosen) {
  const { always, count } = form.elements;
  const times = always.checked ? 'always' : count.value === '' ? undefined : Number(count.value);
  const rule = { fault: faultOf(form, chosen), match: matchOf(form), ...(times !== undefined && { count: times }) };
  return change(section, 'POST', 'faults', `${chosen.kind} is scripted.`, rule);
}

async function change(section, method, path, done, body) {
  const said = section.querySelector('.said');
  try {
    await control(method, `${section.dataset.vendor}/${path}`, body);
    said.textContent = done;
    said.dataset.end = '';
  } catch (error) {
    said.textContent = error.message;
    said.dataset.end = 'bad';
  }
  await showRules(section).catch(() => undefined);
}

async function showRules(section) {
  const { rules } = await control('GET', `${section.dataset.vendor}/faults`);
  section.querySelector('.scripted').hidden = rules.length === 0;
  const list = section.querySelector('.rules');
  const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const items = rules.map((rule) => fillRule(known.get(String(rule.id)) ?? newRule(section, rule), rule));
  if (items.length !== list.children.length || items.some((item, at) => item !== list.children[at]))
    list.replaceChildren(...items);
}

function newRule(section, { id, fault: { kind } }) {
  const item = ruleTemplate.cloneNode(true);
  item.dataset.id = String(id);
  const remove = item.querySelector('button');
  remove.setAttribute('aria-label', `Remove ${kind}, rule ${id}`);
  remove.addEventListener('click', () => void change(section, 'DELETE', `faults/${id}`, 'Removed.'));
  return item;
}

function fillRule(item, { fault: { kind, ...fault }, match, count, fired }) {
  const words = (values) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
      .join(', ');
  const details = [words(fault), words(match)].filter((it) => it !== '').join('; ');
  const times = count >= Number.MAX_SAFE_INTEGER ? 'always' : `of ${count}`;
  const text = `${kind}${details && `: ${details}`} (fired ${fired}, ${times})`;
  const shown = item.querySelector('.rule');
  if (shown.textContent !== text) shown.textContent = text;
  return item;
}

async function load() {
  const { vendors, faults } = await control('GET', 'vendors');
  byId('vendors').replaceChildren(...vendors.map((vendor) => newVendor(vendor, faults)));
  await refresh();
}

async function refresh() {
  for (const section of document.querySelectorAll('.vendor')) await showRules(section).catch(() => undefined);
  setTimeout(() => void refresh(), REFRESH_MS);
}

load().catch(() => {
  byId('vendors').textContent = 'The sandbox does not answer. Load the page again.';
});
