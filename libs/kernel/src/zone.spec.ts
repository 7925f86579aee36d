import { isZone } from './zone.ts';

test.each(['UTC', 'Europe/London', 'Asia/Ho_Chi_Minh', 'Asia/Saigon', 'America/Argentina/Buenos_Aires'])(
  '%s is a zone',
  (name) => expect(isZone(name)).toBe(true),
);

test.each([
  ['an offset', '+03:00'],
  ['an unknown place', 'Europe/Atlantis'],
  ['nothing', ''],
  ['a space before it', ' UTC'],
  ['a line after it', 'UTC\n'],
  ['a number', 3],
  ['null', null],
  ['a long text', 'A'.repeat(10_000)],
])('%s is none', (_, name) => expect(isZone(name)).toBe(false));
