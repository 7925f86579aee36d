const E164 = /^\+[1-9]\d{6,14}$/;
const SHORT_CODE = /^\d{3,8}$/;
const ALPHANUMERIC = /^(?=.*[A-Za-z])[A-Za-z0-9]{3,11}$/;
/** Read as a number: letters that stand in for 0 and 1 beside real digits. */
const LOOKS_NUMERIC = /^(?=.*\d)[0-9OoIl]+$/;

/** Why a sender has no form that phones show, as a sentence, or `undefined`. */
export function senderProblem(value: string): string | undefined {
  if (E164.test(value) || SHORT_CODE.test(value)) return undefined;
  if (!ALPHANUMERIC.test(value))
    return 'A sender is a number with + and country code, a short code of 3 to 8 digits, or 3 to 11 letters and digits with a letter among them.';
  if (LOOKS_NUMERIC.test(value)) return 'A sender that only looks like a number is refused; use other letters.';
  return undefined;
}
