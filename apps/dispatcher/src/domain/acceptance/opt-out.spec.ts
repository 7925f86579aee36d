import { CATEGORIES, OPT_OUT_SCOPES } from '#libs/contracts';
import { isBlockedBy, scopesOver } from './opt-out.ts';

test('all blocks every category, marketing only its own, and no opt-out none', () => {
  const blocked = (scope?: (typeof OPT_OUT_SCOPES)[number]) => CATEGORIES.filter((it) => isBlockedBy(scope, it));

  expect([blocked('all'), blocked('marketing'), blocked()]).toEqual([CATEGORIES, ['marketing'], []]);
});

test('a scope stays if it blocks as much as the new one', () => {
  for (const scope of OPT_OUT_SCOPES) {
    const covers = OPT_OUT_SCOPES.filter((over) =>
      CATEGORIES.every((category) => !isBlockedBy(scope, category) || isBlockedBy(over, category)),
    );
    expect([...scopesOver(scope)].sort()).toEqual([...covers].sort());
  }
});
