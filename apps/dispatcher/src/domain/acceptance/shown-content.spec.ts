import type { Category, MessageStatus } from '#libs/contracts';
import { shownContent } from './shown-content.ts';

const CONTENT = { to: '+85251234567', to_as_written: '5123 4567', text: 'Your code is 123456' };
const FULL = { to: '5123 4567', text: 'Your code is 123456', masked: false };
const NO_CODE = { to: '5123 4567', text: 'Your code is ******', masked: false };
const MASKED = { to: '+852******67', masked: true };

const MINE = { reader: 'user:u' };
const OTHERS = { reader: 'user:other' };
const NOBODY = {};
const ADMIN = { reader: 'user:admin', reads_content: true };

test.each<[string, object, Category, MessageStatus, object]>([
  ['who sent it', MINE, 'general', 'PENDING', FULL],
  ['who sent it', MINE, 'general', 'DELIVERED', FULL],
  ['who sent it', MINE, 'otp', 'SENDING', FULL],
  ['who sent it', MINE, 'otp', 'SENT', NO_CODE],
  ['who sent it', MINE, 'otp', 'EXPIRED', NO_CODE],
  ['who may read content', ADMIN, 'general', 'SENT', FULL],
  ['who may read content', ADMIN, 'otp', 'PENDING', FULL],
  ['who may read content', ADMIN, 'otp', 'UNCONFIRMED', NO_CODE],
  ['who may not', OTHERS, 'general', 'SENT', MASKED],
  ['who may not', OTHERS, 'otp', 'PENDING', MASKED],
  ['who sent it, at the console', { ...MINE, masked: true }, 'general', 'SENT', MASKED],
  ['who may read content, at the console', { ...ADMIN, masked: true }, 'general', 'PENDING', MASKED],
  ['who gives no name', NOBODY, 'general', 'SENT', MASKED],
])('%s (%j) sees of a message of category %s that is %s: %j', (_, reader, category, status, expected) => {
  expect(shownContent(reader, { created_by: 'user:u', category, status }, CONTENT)).toEqual(expected);
});

test('a number that can no longer be read is empty, and its text absent', () => {
  const message = { created_by: 'user:u', category: 'general', status: 'FAILED' } as const;

  for (const content of ['unreadable', { ...CONTENT, to: 7 as never }] as const)
    expect([ADMIN, OTHERS].map((reader) => shownContent(reader, message, content).to)).toEqual(['', '']);
  expect(shownContent(ADMIN, message, 'unreadable')).toEqual({ to: '', masked: false });
});
