// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import type { Role } from '../../src/domain/principal.ts';
import { GatewayUnderTest, type Answer } from './gateway-under-test.ts';
import { addUser } from './people.ts';

const REQUEST = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const MESSAGE = `${REQUEST}.0000`;
const OTHER = 'user:somebody';

let gateway: GatewayUnderTest;
const users = {} as Record<Role, { readonly authorization: string }>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  for (const role of ['admin', 'operator', 'sender', 'viewer'] as const) users[role] = await addUser(gateway, role);
});
afterAll(() => gateway.close());
beforeEach(() => gateway.canned.forget());

const call = (method: string, path: string, role: Role): Promise<Answer> =>
  gateway.call(`/api/v1/${path}`, { method, headers: users[role] });
const rows = (action: string) => gateway.audited({ action } as never);

/** The dispatcher shows what the query allows, as the real one does. */
function stored(created_by: string): void {
  const { messages, requests, deadLetters } = gateway.dispatcher;
  const mask = (query: { reader?: string; reads_content?: boolean; masked?: boolean }) =>
    query.masked === true || (!query.reads_content && query.reader !== created_by);
  messages.read.says((query) => {
    const { text, ...rest } = messages.read.sample;
    const masked = mask(query);
    return { ...rest, created_by, masked, ...(masked ? { to: '+1********23' } : { text }) };
  });
  requests.read.says((query) => ({ ...requests.read.sample, created_by, masked: mask(query) }));
  deadLetters.list.says((query) => ({
    items: [{ ...deadLetters.list.sample.items[0]!, created_by, masked: mask(query) }],
  }));
}

const READS = [
  [`messages/${MESSAGE}`, MESSAGE],
  [`requests/${REQUEST}`, REQUEST],
  ['dead-letters', undefined],
] as const;

test.each(READS)('GET %s that shows content of others to an admin leaves one audit row', async (path, target) => {
  stored(OTHER);
  const before = (await rows('content.read')).length;

  const answer = await call('GET', path, 'admin');

  expect(answer.status).toBe(200);
  const all = await rows('content.read');
  expect(all).toHaveLength(before + 1);
  const { outcome, actor, reason, target: named } = all.at(-1)!;
  expect({ outcome, actor, reason, named }).toEqual({
    outcome: 'allowed',
    actor: 'user:user-admin',
    reason: 'messages=1',
    named: target,
  });
});

test.each(READS)('GET %s leaves no row where content is masked, or the caller sent it', async (path) => {
  const before = (await rows('content.read')).length;

  stored(OTHER);
  await call('GET', path, 'operator');
  await call('GET', path, 'viewer');
  stored('user:user-sender');
  await call('GET', path, 'sender');

  expect(await rows('content.read')).toHaveLength(before);
});

test('a message of others has no text for a viewer, and its text for an admin', async () => {
  stored(OTHER);

  expect((await call('GET', `messages/${MESSAGE}`, 'viewer')).body).toMatchObject({
    to: '+1********23',
    masked: true,
  });
  expect((await call('GET', `messages/${MESSAGE}`, 'viewer')).body).not.toHaveProperty('text');
  expect((await call('GET', `messages/${MESSAGE}`, 'admin')).body).toHaveProperty('text');
});

test('reveal answers number and text, and leaves a row at each call', async () => {
  const before = (await rows('message.reveal')).length;
  stored(OTHER);
  const asAdmin = await call('POST', `messages/${MESSAGE}/reveal`, 'admin');
  stored('user:user-sender');
  const asSender = await call('POST', `messages/${MESSAGE}/reveal`, 'sender');

  const { to, text } = gateway.dispatcher.messages.read.sample;
  expect([asAdmin.body, asSender.body]).toEqual([
    { id: MESSAGE, to, text },
    { id: MESSAGE, to, text },
  ]);
  const added = (await rows('message.reveal')).slice(before);
  expect(added.map(({ actor, target, outcome }) => [actor, target, outcome])).toEqual([
    ['user:user-admin', MESSAGE, 'allowed'],
    ['user:user-sender', MESSAGE, 'allowed'],
  ]);
});

test('reveal of a message of others without messages:read_content is refused, and audited', async () => {
  stored(OTHER);
  const before = (await rows('access.scope')).length;

  const answer = await call('POST', `messages/${MESSAGE}/reveal`, 'viewer');

  expect(answer.status).toBe(403);
  expect(answer.body.code).toBe('insufficient_scope');
  expect(answer.text).not.toContain('+1');
  expect((await rows('access.scope')).slice(before)).toMatchObject([{ reason: 'messages:read_content' }]);
});
