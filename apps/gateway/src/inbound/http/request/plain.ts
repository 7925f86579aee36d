/** The sentences of class-validator as a person would say them. */
const PLAIN: readonly [RegExp, (...found: string[]) => string][] = [
  [
    /must be longer than or equal to (\d+) characters$/,
    (_, least) => `must have at least ${counted(least!, 'character')}`,
  ],
  [
    /must be shorter than or equal to (\d+) characters$/,
    (_, most) => `must have at most ${counted(most!, 'character')}`,
  ],
  [/must contain at least (\d+) elements$/, (_, least) => `must have at least ${counted(least!, 'entry', 'entries')}`],
  [/must contain no more than (\d+) elements$/, (_, most) => `must have at most ${counted(most!, 'entry', 'entries')}`],
  [/must not be less than (\S+)$/, (_, least) => `must be ${least} or more`],
  [/must not be greater than (\S+)$/, (_, most) => `must be ${most} or less`],
  [/must be an integer number$/, () => 'must be a whole number'],
  [/must be a boolean value$/, () => 'must be true or false'],
  [/must be an array$/, () => 'must be a list'],
  [/must be a string$/, () => 'must be a text'],
  [/must be one of the following values: (.*)$/, (_, values) => `must be one of ${values!.split(/, ?/).join(', ')}`],
  [/^each value in (\S+)/, (_, field) => `each entry of ${field}`],
];

export const plain = (sentence: string): string =>
  PLAIN.reduce((said, [pattern, says]) => said.replace(pattern, says), sentence);

const counted = (count: string, one: string, many = `${one}s`): string => `${count} ${count === '1' ? one : many}`;
