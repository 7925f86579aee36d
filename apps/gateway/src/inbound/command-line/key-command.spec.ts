import { parseKeyCommand } from './key-command.ts';
import { UsageError } from './usage-error.ts';

test.each([
  [
    ['create', '--test'],
    { verb: 'create', environment: 'test', scopes: ['messages:send', 'messages:read'], json: false },
  ],
  [
    ['create', '--live', '--scopes', 'routing:read, messages:send', '--name', 'for the shop'],
    { verb: 'create', environment: 'live', scopes: ['messages:send', 'routing:read'], name: 'for the shop' },
  ],
  [['list', '--json'], { verb: 'list', json: true }],
  [['revoke', 'gkcccMSCpr0K'], { verb: 'revoke', id: 'gkcccMSCpr0K' }],
])('%j is understood', (args, command) => {
  expect(parseKeyCommand(args)).toMatchObject(command);
});

test.each([
  [[], 'Say what to do: create, list or revoke.'],
  [['delete', 'gkcccMSCpr0K'], 'Say what to do: create, list or revoke.'],
  [['create'], 'Say --live or --test'],
  [['create', '--live', '--test'], 'Say --live or --test'],
  [['create', '--test', '--scopes', 'messages:sent'], '--scopes takes messages:send, messages:read,'],
  [['create', '--test', '--scopes', ''], '--scopes takes messages:send, messages:read,'],
  [['create', '--test', '--name', ''], '--name takes 1 to 64 visible characters.'],
  [['create', '--test', '--name', 'x'.repeat(65)], '--name takes 1 to 64 visible characters.'],
  [['create', '--test', 'shop'], 'There are too many arguments.'],
  [['create', '--prod'], "Unknown option '--prod'"],
  [['list', '--live'], '--live belongs to create, not to list.'],
  [['revoke'], 'Say which key to revoke'],
  [['revoke', 'sms_live_gkcccMSCpr0K'], 'Say which key to revoke'],
  [['revoke', 'gkcccMSCpr0K', 'gkcccMSCpr0K'], 'There are too many arguments.'],
])('%j is refused with the right usage', (args, sentence) => {
  expect(() => parseKeyCommand(args)).toThrow(UsageError);
  expect(() => parseKeyCommand(args)).toThrow(sentence);
});
