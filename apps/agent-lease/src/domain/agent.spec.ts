import { countriesOf, reachedBy, type Sim } from './agent.ts';

const sim = (over: Partial<Sim>): Sim => ({ slot: 0, id: 'sim-0123456789abcdef', ...over });

test('a SIM texts the countries of its budget, else its own, else every one', () => {
  expect(countriesOf(sim({ country: 'VN', countries: ['US', 'CA'] }))).toEqual(['US', 'CA']);
  expect(countriesOf(sim({ country: 'VN' }))).toEqual(['VN']);
  expect(countriesOf(sim({}))).toBeUndefined();
});

test('a phone texts the countries of all its SIMs', () => {
  expect(reachedBy([sim({ country: 'VN' }), sim({ countries: ['US', 'VN'] })])).toEqual(['US', 'VN']);
});

test('a phone with a SIM of no known country, or of which no SIM is known, texts every one', () => {
  expect(reachedBy([sim({ country: 'VN' }), sim({})])).toBeUndefined();
  expect(reachedBy([])).toBeUndefined();
});
