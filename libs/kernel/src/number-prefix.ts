const PREFIX = /^\+\d{1,14}$/;

/** The beginning of E.164 numbers, such as +8824. */
export const isNumberPrefix = (value: unknown): value is string => typeof value === 'string' && PREFIX.test(value);

/** Follows the name of the field in a refusal. */
export const NUMBER_PREFIX_EXPECTED = '+ and 1 to 14 digits, such as +8824';
