import { validateSync } from 'class-validator';
import { isValid } from '#libs/messaging';
import { MessageBody } from './messages/message-body.ts';
import { RuleBody } from './policies/policy-body.ts';
import { ChangeRouteBody } from './routes/route-bodies.ts';
import { ChangeTenantBody } from './tenant/tenant-body.ts';

const VALUES: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  'x'.repeat(30_000),
  0,
  -1,
  5,
  1.5,
  1e12,
  true,
  [],
  ['US'],
  ['us'],
  {},
  { a: 'b' },
];
const FIELDS: readonly (readonly [new () => object, object, readonly string[]])[] = [
  [
    MessageBody,
    { to: '+12025550123', text: 'x' },
    [
      'to',
      'text',
      'category',
      'valid_for_s',
      'send_at',
      'sender',
      'priority',
      'metadata',
      'template',
      'variables',
      'language',
    ],
  ],
  [RuleBody, { routes: ['r'] }, ['name', 'countries', 'prefixes', 'categories', 'min_priority', 'routes']],
  [ChangeRouteBody, {}, ['name', 'enabled', 'order', 'countries', 'max_segments', 'currency']],
  [ChangeTenantBody, {}, ['destinations', 'default_region']],
];

test.each(FIELDS)('%p gets the same result as from class-validator', (Class, good, names) => {
  for (const name of names)
    for (const value of VALUES) {
      const object = Object.assign(new Class(), good, { [name]: value });
      expect([name, value, isValid(Class, object)]).toEqual([name, value, validateSync(object).length === 0]);
    }
});

test('a class without decorators accepts nothing', () => {
  expect(isValid(class Nothing {}, {})).toBe(false);
});
