import { CHECKS, partsCalled, SYSTEM_TESTS } from './parts.ts';

const called = (...names: string[]): readonly string[] => partsCalled(names).map(({ name }) => name);

test('without names every part is selected, the checks first', () => {
  expect(partsCalled([])).toEqual([...CHECKS, ...SYSTEM_TESTS]);
});

test('a part adds the parts it needs, once and before itself', () => {
  expect(called('unit')).toEqual(['unit']);
  expect(called('drill', 'integration')).toEqual(['build', 'integration', 'drill']);
});

test('a needed part comes before the part that needs it', () => {
  const names = called();
  for (const { name, needs = [] } of [...CHECKS, ...SYSTEM_TESTS])
    for (const needed of needs) expect(names.slice(0, names.indexOf(name))).toContain(needed);
});

test('an unknown name is refused with the existing ones', () => {
  expect(() => called('units')).toThrow(/^There is no part units; there are unit, .*peers-smoke\.$/);
});

test('failed files of integration and e2e are run again, those of other parts are not', () => {
  const again = [...CHECKS, ...SYSTEM_TESTS].filter(({ runsAgain }) => runsAgain).map(({ name }) => name);
  expect(again).toEqual(['integration', 'e2e-processes', 'e2e-standalone']);
});
