// The form of what surrounds a phone. Fields that somebody has changed and not set yet keep what was typed.

const valueOf = ({ type, checked, value, dataset }) => {
  if (type === 'checkbox') return checked;
  if (value === '' && dataset.empty === 'null') return null;
  if (type === 'number') return Math.round(Number(value) * Number(dataset.unit ?? 1));
  return value.trim();
};

const shownIn = ({ type, dataset }, value) => {
  if (value === null) return '';
  return type === 'number' ? String(value / Number(dataset.unit ?? 1)) : String(value);
};

const fieldsOf = (form) => [...form.elements].filter(({ name }) => name !== '');

/** What differs from what the phone has. */
export function conditionsOf(form) {
  const has = JSON.parse(form.dataset.has);
  const changed = fieldsOf(form).flatMap((field) => {
    const value = valueOf(field);
    return value === has[field.name] ? [] : [[field.name, value]];
  });
  for (const field of fieldsOf(form)) delete field.dataset.typed;
  return Object.fromEntries(changed);
}

export function fillConditions(form, conditions) {
  form.dataset.has = JSON.stringify(conditions);
  if (!form.dataset.watched) {
    form.dataset.watched = 'yes';
    form.addEventListener('input', ({ target }) => (target.dataset.typed = 'yes'));
  }
  for (const field of fieldsOf(form)) {
    if (field.dataset.typed) continue;
    const value = conditions[field.name];
    if (field.type === 'checkbox') field.checked = value;
    else if (field.value !== shownIn(field, value)) field.value = shownIn(field, value);
  }
}
