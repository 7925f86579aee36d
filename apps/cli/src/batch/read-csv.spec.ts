import { messagesOf, type Wanted } from './messages-of.ts';
import { readCsv } from './read-csv.ts';

const valuesIn = (text: string) => readCsv(text).rows.map(({ line, values }) => ({ line, ...values }));

test.each([',', ';', '\t'])('fields may be separated by %j', (delimiter) => {
  const text = [['to', 'text'].join(delimiter), ['+12025550142', 'Hello'].join(delimiter)].join('\n');
  expect(valuesIn(text)).toEqual([{ line: 2, to: '+12025550142', text: 'Hello' }]);
});

test('a row is named by the line that it begins on, also below empty lines and line breaks in a field', () => {
  const text = 'to,text\r\n\r\n1,"two\r\nlines"\r\n2,"one ""quoted"", line"\r\n\r\n3,last';
  expect(valuesIn(text)).toEqual([
    { line: 3, to: '1', text: 'two\nlines' },
    { line: 5, to: '2', text: 'one "quoted", line' },
    { line: 7, to: '3', text: 'last' },
  ]);
});

test('a row with more or fewer fields than there are columns is bad', () => {
  expect(readCsv('to,text\n1\n2,b\n3,b,c\n').bad).toMatchObject([{ line: 2 }, { line: 4 }]);
});

test.each([
  ['', 'The file is empty.'],
  ['to,to\n1,2\n', 'The column to is there twice.'],
  ['to,text\n1,"never ended\n', 'The file is no CSV'],
])('%j is refused', (text, sentence) => {
  expect(() => readCsv(text)).toThrow(sentence);
});

const read = (text: string, wanted: Partial<Wanted> = {}) => messagesOf(readCsv(text), { to: 'to', ...wanted });

test('a message has the fields whose columns are there and filled', () => {
  const { items } = read('to,text,client_ref,sender,note\n1,a,order-1,,x\n');
  expect(items).toMatchObject([{ line: 2, message: { to: '1', text: 'a', client_ref: 'order-1' } }]);
  expect(Object.keys(items[0]!.message)).toEqual(['to', 'text', 'client_ref']);
});

test('a text is made of columns, and a row without one of them is bad', () => {
  const { items, bad } = read('phone,name\n1,Ann\n2,\n', { to: 'phone', text: 'Hello {{ name }}: {{phone}}' });
  expect(items.map(({ message }) => message.text)).toEqual(['Hello Ann: 1']);
  expect(bad).toMatchObject([{ line: 3, reason: 'name is empty.' }]);
});

test('a column is filled in as it is, also if it has the form of a place', () => {
  expect(read('to,name\n1,{{to}} $&\n', { text: 'Hello {{name}}' }).items[0]!.message.text).toBe('Hello {{to}} $&');
});

test('rows without a number or with a text that cannot be sent are bad, and so are repeated ones', () => {
  const { items, bad } = read(`to,text\n,a\n1,\n2,${'x'.repeat(1_601)}\n+1 2,b\n+12,b\n`);
  expect(items).toHaveLength(1);
  expect(bad.map(({ line, reason }) => [line, reason.slice(0, 20)])).toEqual([
    [2, 'to is empty.'],
    [3, 'text is empty.'],
    [4, 'The text has 1601 ch'],
    [6, 'It repeats line 5.'],
  ]);
});

test('with a template the other columns are its variables, and an empty field takes the value for all', () => {
  const { items, bad } = read(
    'to,NAME,client_ref,DAY,refused\n1,Ann,ref-1,,wrong\n2,,ref-2,Monday,\n3,Cleo,,Friday,\n3,Cleo,,Friday,\n',
    { template: 'visit', var: { DAY: 'today', PLACE: 'room 2' } },
  );
  expect(items.map(({ message }) => message)).toEqual([
    { to: '1', client_ref: 'ref-1', variables: { NAME: 'Ann', DAY: 'today', PLACE: 'room 2' } },
    { to: '3', variables: { NAME: 'Cleo', DAY: 'Friday', PLACE: 'room 2' } },
  ]);
  expect(bad).toMatchObject([
    { line: 3, reason: 'NAME is empty.' },
    { line: 5, reason: 'It repeats line 4.' },
  ]);
});

test('one phone gets two messages by a template if their variables differ', () => {
  expect(read('to,CODE\n1,11\n1,22\n', { template: 'code' }).items).toHaveLength(2);
});

test.each([
  ['phone,text\n1,a\n', {}, 'The file has no column to, but phone, text.'],
  ['to,name\n1,a\n', {}, 'The file has no column text.'],
  ['to\n1\n', { text: 'Hello', template: 'code' }, 'Give either --text or --template.'],
  ['to,text\n1,a\n', { var: { CODE: '1' } }, '--var needs --template beside it.'],
  ['to,name\n1,a\n', { text: 'Hello {{nmae}}' }, 'The text names nmae, but the columns are to, name.'],
])('%j with %j is refused', (text, wanted, sentence) => {
  expect(() => read(text, wanted)).toThrow(sentence);
});
