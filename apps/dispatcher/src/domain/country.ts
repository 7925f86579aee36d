/** The form of an ISO 3166 alpha-2 code. */
export const isCountry = (code: unknown): boolean => typeof code === 'string' && /^[A-Z]{2}$/.test(code);
