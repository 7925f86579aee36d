// One text in a phone's thread, and the reply that a person types on it.
const textTemplate = document.getElementById('text-template').content.firstElementChild;

const MARKS = { delivered: '✓✓', read: '✓✓', sent: '✓', undelivered: '✕', failed: '✕', blocked: '✕', canceled: '✕' };
const WORDS = {
  queued: 'Queued',
  accepted: 'Accepted',
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  undelivered: 'Not delivered',
  blocked: 'Blocked',
  failed: 'Failed',
  canceled: 'Canceled',
  partially_delivered: 'Partly delivered',
};
const ENDS = { delivered: 'good', read: 'good', undelivered: 'bad', failed: 'bad', blocked: 'bad', canceled: 'bad' };
const clockTime = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

let replies = 0;

export function newText(text, arrives) {
  const item = textTemplate.cloneNode(true);
  item.dataset.sid = text.sid;
  item.classList.toggle('new', arrives);
  item.classList.toggle('mine', text.mine === true);
  item.querySelector('.from').textContent = headOf(text);
  item.querySelector('.subject').textContent = text.subject ?? '';
  item.querySelector('.pictures').append(...picturesOf(text));
  const body = item.querySelector('.body');
  body.textContent = text.body || (text.media ? `${text.media} media` : 'No words');
  body.classList.toggle('wordless', text.body === '');
  const time = item.querySelector('time');
  time.dateTime = new Date(text.at).toISOString();
  time.textContent = clockTime.format(text.at);
  const segments = segmentsOf(text);
  item.querySelector('.segments').textContent = text.mine ? 'Reply' : text.vendorsOwn ? 'Not of an account' : segments;
  return item;
}

function segmentsOf({ segments, phone }) {
  if (phone && phone.parts > 1) return `Part ${phone.part} of ${phone.parts}`;
  return segments === 1 ? '1 segment' : `${segments} segments`;
}

function headOf({ mine, vendorsOwn, vendor, from, to, phone }) {
  if (mine) return `To ${to}`;
  if (phone) return `From ${from}, ${phone.label}, SIM ${phone.sim + 1}`;
  return vendorsOwn ? `From ${from}, ${vendor} itself` : `From ${from}`;
}

export function fillText(item, { status, errorCode }) {
  if (status === undefined) return item;
  const key = `${status} ${errorCode ?? ''}`;
  if (item.dataset.status === key) return item;
  item.dataset.status = key;
  const shown = item.querySelector('.status');
  shown.dataset.end = ENDS[status] ?? '';
  shown.querySelector('.mark').textContent = MARKS[status] ?? '…';
  shown.querySelector('.word').textContent = (WORDS[status] ?? status) + (errorCode ? ` (${errorCode})` : '');
  return item;
}

/** Pictures that the vendor fetched. It keeps the newest of all phones. */
function picturesOf({ pictures = [], media = 0 }) {
  return pictures.map((source, index) => {
    const link = document.createElement('a');
    link.href = source;
    link.target = '_blank';
    link.rel = 'noopener';
    const picture = new Image();
    picture.src = source;
    picture.alt = `Picture ${index + 1} of ${media}`;
    picture.addEventListener('error', () => link.replaceWith('A picture that is no longer kept'));
    link.append(picture);
    return link;
  });
}

/** Sends what was typed on the phone; resolves with the texts for its thread, the newest first. */
export async function replyAs(number, form) {
  const [input, said] = [form.querySelector('input'), form.querySelector('.said')];
  const text = input.value;
  if (text === '') return [];
  said.textContent = 'Sending';
  try {
    const answer = await fetch(`/_sandbox/phones/${encodeURIComponent(number)}/reply`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    const body = await answer.json();
    said.textContent = answer.ok ? taken(body) : (body.error ?? body.message ?? 'It was refused.');
    said.dataset.end = answer.ok ? '' : 'bad';
    if (!answer.ok) return [];
    input.value = '';
    const shown = { n: 0, sid: `reply-${++replies}`, at: Date.now(), segments: 0 };
    const reply = { ...shown, mine: true, to: body.to, body: text };
    if (!body.answer) return [reply];
    return [{ ...shown, ...body.answer, sid: `answer-${replies}`, vendor: body.vendor, vendorsOwn: true }, reply];
  } catch {
    said.textContent = 'The sandbox does not answer.';
    said.dataset.end = 'bad';
    return [];
  }
}

function taken({ vendor, to, callback, missing }) {
  if (vendor === 'phone') return `The phone with ${to} received it.`;
  if (!callback) return missing ?? `${vendor} keeps it for ${to} until it is asked.`;
  if (callback.httpStatus >= 200 && callback.httpStatus < 300) return `${vendor} passed it on to ${to}.`;
  return `${vendor} took it for ${to}, and could not pass it on (${callback.httpStatus ?? callback.error}).`;
}
