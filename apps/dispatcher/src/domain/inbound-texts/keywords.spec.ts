import { keywordOf, namesStop } from './keywords.ts';

const STOP = [
  ...['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'OPT-OUT', 'REMOVE'],
  ...['ARRET', 'TD', 'RET', 'IPTAL', 'لغو۱۱', 'لغو11'],
];

test.each(STOP)('%s asks for no more texts', (word) => {
  expect(keywordOf(word)).toEqual({ keyword: 'stop', ifOptedOut: false });
});

test.each(['START', 'UNSTOP'])('%s asks for texts again', (word) => {
  expect(keywordOf(word)).toEqual({ keyword: 'start', ifOptedOut: false });
});

test('YES asks for texts again only if its sender has opted out', () => {
  expect(keywordOf('yes')).toEqual({ keyword: 'start', ifOptedOut: true });
});

test.each(['HELP', 'INFO'])('%s asks for help', (word) => {
  expect(keywordOf(word)).toEqual({ keyword: 'help', ifOptedOut: false });
});

test.each([
  [' stop '],
  ['Stop!'],
  ['"STOP"'],
  ['«stop».'],
  ['ＳＴＯＰ'],
  ['stop\u00a0all'],
  ['STOP  ALL'],
  ['\u200fلغو۱۱\u200f'],
  ['لغو١١'],
  ['iptal'],
  ['İptal'],
  ['arrêt'],
  ['(opt-out)'],
  ['STOP ❤️'],
  ['🛑️ Stop 1️⃣'.slice(0, -3)],
  ['ST\u200bOP'],
  ['S\u00adT\u2060O\ufeffP'],
  ['STOP\u0000'],
  ['\u001bSTOP'],
])('%j is a stop word', (text) => {
  expect(keywordOf(text)?.keyword).toBe('stop');
});

test.each(['stop by tomorrow', 'STOP PLEASE', 'please end this', 'can you cancel it?', 'yes, stop'])(
  '%j is none, and somebody should read it',
  (text) => {
    expect([keywordOf(text), namesStop(text)]).toEqual([undefined, true]);
  },
);

test.each(['', '!', 'stopping', 'the weekend', 'ended', 'hello', 'constructor', '11', 'لغو'])(
  '%j is no word, and needs nobody',
  (text) => {
    expect([keywordOf(text), namesStop(text)]).toEqual([undefined, false]);
  },
);
