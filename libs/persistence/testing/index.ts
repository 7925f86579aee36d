export { answerLoser, type AnswerLoser } from './answer-loser.ts';
export { countCommands, type CommandCounter } from './count-commands.ts';
export { expectIndexUsed } from './expect-index-used.ts';
export { ownMongod, testMongo, type OwnMongod, type TestMongo } from './test-mongo.ts';
export { until } from './until.ts';
