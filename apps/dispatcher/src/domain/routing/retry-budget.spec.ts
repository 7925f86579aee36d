import { earned, fullBudget, spent } from './retry-budget.ts';

test('a tenth of what is sent may be repeated, and one a second', () => {
  const empty = spent(fullBudget('others', 0), 10).budget;
  expect(spent(empty, 5).allowed).toBe(0);

  expect(spent(earned('others', empty, 100, 100, 0), 50).allowed).toBe(10);
  expect(spent(earned('others', empty, 0, 0, 3_000), 50).allowed).toBe(3);
});

test('an unused budget is not saved up for ever', () => {
  const rich = earned('others', fullBudget('others', 0), 0, 0, 3_600_000);
  expect(spent(rich, 1_000).allowed).toBe(10);
});

test('many repeats at once get no more than the budget', () => {
  let budget = fullBudget('others', 0);
  let allowed = 0;
  for (let second = 1; second <= 60; second++) {
    budget = earned('others', budget, 100, 1_000, second * 1_000);
    const asked = spent(budget, 100);
    allowed += asked.allowed;
    budget = asked.budget;
  }
  expect(allowed).toBeLessThanOrEqual(60 * (100 * 0.1 + 1) + 10);
});

test('codes have a larger budget of their own, and no more than that', () => {
  const full = fullBudget('urgent', 0);
  const empty = spent(full, 20).budget;

  expect([spent(full, 1_000).allowed, spent(empty, 1).allowed]).toEqual([20, 0]);
  expect(spent(earned('urgent', empty, 0, 0, 3_000), 50).allowed).toBe(15);
  expect(spent(earned('urgent', empty, 100, 100, 0), 50).allowed).toBe(20);
  expect(spent(earned('urgent', full, 0, 0, 3_600_000), 1_000).allowed).toBe(20);
});
