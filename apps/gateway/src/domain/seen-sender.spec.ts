import { isSeen, seenSender } from './seen-sender.ts';

const SENDER = { value: 'Acme', routes: ['acme-0a1b2c3d', 'acme-aaaaaaaa'] };

test('who sees both environments sees all routes of a sender', () => {
  expect(seenSender(SENDER, undefined)).toEqual({ ...SENDER, hidden: [] });
});

test('who sees one environment sees its routes, and the others are kept apart', () => {
  const seen = seenSender(SENDER, new Set(['acme-0a1b2c3d']));

  expect(seen).toEqual({ value: 'Acme', routes: ['acme-0a1b2c3d'], hidden: ['acme-aaaaaaaa'] });
  expect(isSeen(seen)).toBe(true);
});

test('a sender of the other environment alone is not there', () => {
  expect(isSeen(seenSender(SENDER, new Set()))).toBe(false);
});

test('a sender that no route owns any more is everybody’s to see', () => {
  expect(isSeen(seenSender({ value: 'Acme', routes: [] }, new Set()))).toBe(true);
});
