// Real: MongoDB and the repository. The dispatcher is a function, and the spec gives the time.
import { jest } from '@jest/globals';
import type { SavePhoneRequest } from '#libs/contracts';
import { clock, newRequestId, PostriderError } from '#libs/kernel';
import { silentLog } from '#libs/observability';
import { syncIndexes } from '#libs/persistence';
import { testMongo, until, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { Presence } from '../../src/application/presence.ts';
import type { Agent } from '../../src/application/ports.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';
import { MongoAgents } from '../../src/outbound/mongo/agents.repository.ts';
import { agentIndexes } from '../../src/outbound/mongo/indexes.ts';
import { TENANT } from '../builders/running-agent-lease.ts';

const sealer = { seal: (_: unknown, __: unknown, plain: string) => Buffer.from(plain), open: () => undefined };

let mongo: TestMongo;
let agents: MongoAgents;
let saved: SavePhoneRequest[];
let save: (request: SavePhoneRequest) => Promise<object>;
let presence: Presence;
beforeAll(async () => {
  mongo = await testMongo();
  await syncIndexes(mongo.session, agentIndexes);
  agents = new MongoAgents(collectionsOf(mongo.session).agents, sealer);
});
afterAll(() => mongo?.close());
beforeEach(async () => {
  await mongo.session.db.collection('agents').deleteMany({});
  saved = [];
  save = async (request) => (saved.push(request), {});
  presence = new Presence({ agents, phones: { save: (request) => save(request) }, log: silentLog() });
});

async function phone(over: Partial<Agent> = {}): Promise<Agent> {
  const id = `phone-${newRequestId()}`;
  const now = new Date(clock.now());
  const agent: Agent = {
    ...{ id, tenant: TENANT, environment: 'test', device_id: id, label: 'Desk', enabled: true, revoked: false },
    ...{ registered_at: now, can_start: true, online: true, last_seen_at: now, version: 1, sims: [] },
    ...over,
  };
  await agents.insert(agent, `hash of ${id}`);
  await presence.tell();
  saved.length = 0;
  return agent;
}
const stored = async ({ id }: Agent): Promise<Agent> => (await agents.find(TENANT, id))!;

test('a phone is away once it has not called for 90 s, and the dispatcher is told within the same second', async () => {
  const agent = await phone();
  const seenAt = agent.last_seen_at.getTime();

  await presence.tick(seenAt + 90_000);
  expect(saved).toEqual([]);
  await presence.tick(seenAt + 90_001);

  expect(saved).toMatchObject([{ agent: agent.id, online: false, version: 2 }]);
  await presence.tick(seenAt + 200_000);
  expect(saved).toHaveLength(1);
});

test('the next call sets it online at once', async () => {
  const agent = await phone({ online: false, last_seen_at: new Date(0) });

  presence.seen(agent);

  await until('the dispatcher is told', () => saved.length > 0);
  expect(saved).toMatchObject([{ agent: agent.id, online: true, version: 2 }]);
  expect((await stored(agent)).last_seen_at.getTime()).toBeGreaterThan(clock.now() - 5_000);
});

test('a call that is written after the phone was marked away sets it online again', async () => {
  const agent = await phone();
  presence.seen(agent);
  // Another replica did not know of the call yet.
  await agents.markAway(new Date(clock.now() + 1_000));

  await presence.write();
  await presence.tell();

  expect(saved.at(-1)).toMatchObject({ agent: agent.id, online: true, version: 3 });
});

test('calls of a second are one write', async () => {
  const phones = [await phone(), await phone(), await phone()];
  const writes = jest.spyOn(agents, 'seen');
  for (let n = 0; n < 20; n++) for (const agent of phones) presence.seen(agent);

  await presence.tick(clock.now());

  expect(writes).toHaveBeenCalledTimes(1);
  writes.mockRestore();
});

test('the dispatcher is told again until it answers', async () => {
  const agent = await phone();
  save = () => Promise.reject(new PostriderError('service_unavailable', 'It is away.'));
  await agents.change(agent, { enabled: false }, true);
  await presence.tick(clock.now());
  save = async (request) => (saved.push(request), {});

  await presence.tick(clock.now());

  expect(saved).toMatchObject([{ agent: agent.id, enabled: false, version: 2 }]);
  await presence.tick(clock.now());
  expect(saved).toHaveLength(1);
});

test('a change while the dispatcher is being told is told, too', async () => {
  const agent = await phone();
  save = async (request) => {
    if (saved.push(request) === 1) await agents.change(agent, { enabled: true }, true);
    return {};
  };
  await agents.change(agent, { enabled: false }, true);

  await presence.tell();
  await presence.tell();

  expect(saved.map(({ enabled, version }) => [enabled, version])).toEqual([
    [false, 2],
    [true, 3],
  ]);
});

test('one refused phone does not keep the others from being told', async () => {
  const [bad, good] = [await phone(), await phone()];
  save = async (request) => {
    if (request.agent === bad.id) throw new PostriderError('invalid_field', 'No.');
    return (saved.push(request), {});
  };
  for (const agent of [bad, good]) await agents.change(agent, { enabled: false }, true);

  await presence.tell();

  expect(saved).toMatchObject([{ agent: good.id }]);
});
