import { headOf, typedCode, writtenCode } from './enrolment-code.ts';

test('a code is written in groups of four', () => {
  expect(writtenCode('4f7k92mxqt3b')).toBe('4F7K-92MX-QT3B');
});

test.each(['4F7K-92MX-QT3B', '4f7k92mxqt3b', ' 4F7K 92MX QT3B ', '4F7K–92MX–QT3B'.replaceAll('–', '-')])(
  '%j is read as the code',
  (typed) => {
    expect(typedCode(typed)).toBe('4F7K92MXQT3B');
  },
);

test('letters that look like digits are read as these', () => {
  expect(typedCode('OIL0-0000-0000')).toBe('011000000000');
});

test.each(['', '4F7K-92MX-QT3', '4F7K-92MX-QT3BB', '4F7K-92MX-QT3U', '4F7K_92MX_QT3B'])(
  '%j cannot be a code',
  (typed) => {
    expect(typedCode(typed)).toBeUndefined();
  },
);

test('its beginning tells which code is meant', () => {
  expect(headOf('4F7K92MXQT3B')).toBe('4F7K');
});
