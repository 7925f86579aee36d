import { Command } from '@commander-js/extra-typings';
import { mediaFallbackOption, mediaOption, subjectOption, wishesOf } from './message-options.ts';

/** The fields of a message with these words on the command line. */
function fieldsOf(...words: string[]) {
  const command = new Command()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addOption(mediaOption())
    .addOption(subjectOption())
    .addOption(mediaFallbackOption());
  return wishesOf(command.parse(words, { from: 'user' }).opts());
}

test('each --media is a picture, in order', () => {
  const [one, two] = ['https://example.com/a.jpg', 'https://example.com/b.jpg'];

  expect(fieldsOf('--media', one, '--media', two, '--subject', 'Your ticket', '--media-fallback', 'link')).toEqual({
    media_urls: [one, two],
    subject: 'Your ticket',
    media_fallback: 'link',
  });
});

test('without them the message has no such field', () => {
  expect(fieldsOf()).toEqual({});
});

test('another fallback is refused', () => {
  expect(() => fieldsOf('--media-fallback', 'text')).toThrow(/Allowed choices are link/);
});
