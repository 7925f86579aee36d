import { budgetsOf } from './agents.ts';

test('only the limits that are given are sent, and quiet hours have the zone of the SIM', () => {
  expect(budgetsOf({})).toEqual({});
  expect(budgetsOf({ sim: 0, perDay: 0, resetDay: 28, countries: ['VN'] })).toEqual({
    sim_slot: 0,
    per_day: 0,
    reset_day: 28,
    countries: ['VN'],
  });
  expect(budgetsOf({ zone: 'Asia/Seoul', quiet: '21:00-08:00' })).toEqual({
    zone: 'Asia/Seoul',
    quiet_hours: { from: '21:00', until: '08:00', zone: 'Asia/Seoul' },
  });
  expect(budgetsOf({ quiet: '21:00-08:00' }).quiet_hours).toMatchObject({ zone: 'UTC' });
});

test('other quiet hours are refused', () => {
  expect(() => budgetsOf({ quiet: '9pm-8am' })).toThrow('21:00-08:00');
});
