const ALPHANUMERIC = /^(?=.*[A-Za-z])[A-Za-z0-9]{3,11}$/;
const DIGITS = /\p{N}/gu;

/** How audit rows call a sender: a name as it is; of a number, and of what is neither, its last two digits alone. */
export const auditNameOf = (value: string): string =>
  ALPHANUMERIC.test(value) ? value : `*${(value.match(DIGITS) ?? []).slice(-2).join('')}`;
