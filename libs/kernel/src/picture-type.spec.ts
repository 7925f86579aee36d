import { pictureType } from './picture-type.ts';

test.each([
  ['image/jpeg', '\xff\xd8\xff\xe0\0\x10JFIF'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/png', '\x89PNG\r\n\x1a\n\0\0'],
  ['image/gif', 'GIF89a..'],
  ['image/gif', 'GIF87a'],
  [undefined, 'GIF88a'],
  [undefined, '\x89PNG\n\x1a\n'],
  [undefined, '\xff\xd8'],
  [undefined, '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  [undefined, '<!doctype html>'],
  [undefined, 'RIFF....WEBP'],
  [undefined, ''],
])('%s is the type of %j', (type, bytes) => {
  expect(pictureType(Buffer.from(bytes, 'latin1'))).toBe(type);
});
