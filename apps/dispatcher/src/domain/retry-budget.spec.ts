import { earned, fullBudget, spent } from './retry-budget.ts';

test('a tenth of what is sent may be repeated, and one a second', () => {
  const empty = spent(fullBudget(0), 10).budget;
  expect(spent(empty, 5).allowed).toBe(0);

  expect(spent(earned(empty, 100, 100, 0), 50).allowed).toBe(10);
  expect(spent(earned(empty, 0, 0, 3_000), 50).allowed).toBe(3);
});

test('what is not used is not saved up for ever', () => {
  const rich = earned(fullBudget(0), 0, 0, 3_600_000);
  expect(spent(rich, 1_000).allowed).toBe(10);
});

test('everybody repeating at once gets no more than the budget', () => {
  let budget = fullBudget(0);
  let allowed = 0;
  for (let second = 1; second <= 60; second++) {
    budget = earned(budget, 100, 1_000, second * 1_000);
    const asked = spent(budget, 100);
    allowed += asked.allowed;
    budget = asked.budget;
  }
  expect(allowed).toBeLessThanOrEqual(60 * (100 * 0.1 + 1) + 10);
});
