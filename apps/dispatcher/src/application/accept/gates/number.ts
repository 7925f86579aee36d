import { parseNumber } from '#libs/kernel';
import { refused } from '../../../domain/acceptance/accepted-item.ts';
import type { Check } from './gate.ts';

export const number: Check = ({ asked }, { policy }) => {
  const read = parseNumber(asked.to, policy.default_region);
  if (!read.ok) return refused('invalid_number', read.reason);
  const { e164: to, country, type, warnings } = read;
  const known = { ...(country && { country }), ...(type && { number_type: type }) };
  return { to, to_as_written: asked.to, warnings: [...warnings], ...known };
};
