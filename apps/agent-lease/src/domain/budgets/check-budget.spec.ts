import type { SimBudget } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { checkBudget } from './check-budget.ts';

const quiet = (over: object): SimBudget => ({ quiet_hours: { from: '21:00', until: '08:00', zone: 'UTC', ...over } });

test.each<[string, SimBudget]>([
  ['per_minute', { per_minute: -1 }],
  ['per_hour', { per_hour: 1.5 }],
  ['per_day', { per_day: Number.NaN }],
  ['per_month', { per_month: 1e12 }],
  ['parts_per_month', { parts_per_month: '5' as unknown as number }],
  ['recipients_per_month', { recipients_per_month: Infinity }],
  ['reset_day', { reset_day: 0 }],
  ['reset_day', { reset_day: 29 }],
  ['zone', { zone: 'Mars/Olympus' }],
  ['zone', { zone: '+07:00' }],
  ['zone', { zone: '' }],
  ['quiet_hours.from', quiet({ from: '24:00' })],
  ['quiet_hours.until', quiet({ until: '8:00' })],
  ['quiet_hours.until', quiet({ until: '21:00' })],
  ['quiet_hours.zone', quiet({ zone: 'Nowhere' })],
  ['countries', { countries: [] }],
  ['countries.1', { countries: ['VN', 'vn'] }],
])('%s is refused by name', (field, budget) => {
  const check = (): SimBudget => checkBudget(budget, 10);
  expect(check).toThrow(PostriderError);
  expect(check).toThrow(
    expect.objectContaining({ code: 'invalid_field', errors: [expect.objectContaining({ field })] }),
  );
  expect(check).toThrow(new RegExp(`${field.replace('.', '\\.')} must be `));
});

test('per_minute is at most what the installation allows a phone; without such a limit it stays', () => {
  expect(checkBudget({ per_minute: 50 }, 10)).toEqual({ per_minute: 10 });
  expect(checkBudget({ per_minute: 5 }, 10)).toEqual({ per_minute: 5 });
  expect(checkBudget({ per_minute: 50 }, 0)).toEqual({ per_minute: 50 });
});

test('a whole budget stays as it is, but for countries named twice', () => {
  const budget = { per_hour: 0, reset_day: 28, zone: 'Asia/Ho_Chi_Minh', ...quiet({}), countries: ['VN', 'VN', 'LA'] };
  expect(checkBudget(budget, 10)).toEqual({ ...budget, countries: ['VN', 'LA'] });
  expect(checkBudget({}, 10)).toEqual({});
});
