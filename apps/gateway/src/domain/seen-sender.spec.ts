import { isSeen, seenSender } from './seen-sender.ts';

const SENDER = { value: 'Acme', routes: ['acme-0a1b2c3d', 'acme-aaaaaaaa'] };

test('a principal who sees both environments sees all routes of a sender', () => {
  expect(seenSender(SENDER, undefined)).toEqual({ ...SENDER, hidden: [] });
});

test('a principal who sees one environment sees its routes, and the others are kept apart', () => {
  const seen = seenSender(SENDER, new Set(['acme-0a1b2c3d']));

  expect(seen).toEqual({ value: 'Acme', routes: ['acme-0a1b2c3d'], hidden: ['acme-aaaaaaaa'] });
  expect(isSeen(seen)).toBe(true);
});

test('a sender of the other environment only is not shown', () => {
  expect(isSeen(seenSender(SENDER, new Set()))).toBe(false);
});

test('a sender without routes is shown to everybody', () => {
  expect(isSeen(seenSender({ value: 'Acme', routes: [] }, new Set()))).toBe(true);
});
