// Real: agent-lease with MongoDB and NATS. The dispatcher and the gateway are canned.
import { until } from '../../../../libs/persistence/testing/index.ts';
import { OTHER_TENANT, runAgentLease, TENANT, type RunningAgentLease } from '../builders/running-agent-lease.ts';

let running: RunningAgentLease;
beforeAll(async () => {
  running = await runAgentLease();
  running.dispatcher.questions.phones.held.says(({ agents }) => ({
    agents: agents.map((agent) => ({
      ...{ agent, assigned: 1, sending: 2, waiting: 3 },
      messages: [{ message_id: 'm', status: 'ASSIGNED' as const, fence: 1, since: '2030-01-01T00:00:00.000Z' }],
    })),
  }));
});
afterAll(() => running[Symbol.asyncDispose]());

const BY = 'user:olga';

test('a phone is shown with its state, its SIMs and what it holds', async () => {
  const sims = [{ slot: 0, operator: 'Viettel', country: 'VN', number: '+84912345678' }];
  const { id, token } = await running.register('shown', { capabilities: ['start'], sims });
  await running.call('/agent/heartbeat', { token, body: { battery: 55, charging: true } });

  const view = await running.agents.read({ tenant: TENANT, id });

  expect(view).toMatchObject({
    ...{ id, device_id: 'shown', label: 'shown', environment: 'test', enabled: true, revoked: false, online: true },
    ...{ can_start: true, battery: 55, charging: true, assigned: 1, sending: 2, waiting: 3 },
    sims: [
      {
        slot: 0,
        id: expect.stringMatching(/^sim-[0-9a-f]{16}$/),
        operator: 'Viettel',
        country: 'VN',
        number_ends: '78',
      },
    ],
    holds: [{ message_id: 'm', fence: 1 }],
  });
  expect(
    JSON.stringify(await running.mongo.session.db.collection('agents').findOne({ device_id: 'shown' })),
  ).not.toContain('912345678');
});

test('phones are listed in pages, by environment, and each tenant sees its own', async () => {
  for (let n = 0; n < 5; n++) await running.register(`listed ${n}`);
  const ids: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await running.agents.list({ tenant: TENANT, limit: 2, environment: 'test', ...(after && { after }) });
    ids.push(...page.items.map(({ id }) => id));
    if (!(after = page.next)) break;
  }

  expect(ids.length).toBeGreaterThanOrEqual(5);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect((await running.agents.list({ tenant: TENANT, limit: 100, environment: 'live' })).items).toEqual([]);
  expect((await running.agents.list({ tenant: OTHER_TENANT, limit: 100 })).items).toEqual([]);
});

test("another tenant's phone is unknown", async () => {
  const { id } = await running.register('foreign');
  const other = { tenant: OTHER_TENANT, id, by: BY };

  for (const asked of [
    running.agents.read(other),
    running.agents.change({ ...other, enabled: false }),
    running.agents.revoke(other),
    running.agents.saveBudget({ ...other, budget: {} }),
    running.agents.read({ tenant: TENANT, id: 'phone-of-nobody' }),
  ])
    await expect(asked).rejects.toMatchObject({ code: 'not_found' });
  expect(await running.agents.read({ tenant: TENANT, id })).toMatchObject({ enabled: true, revoked: false });
});

test('a label and the switch of a phone are changed, and the dispatcher is told', async () => {
  const { id } = await running.register('changed');

  const view = await running.agents.change({ tenant: TENANT, id, by: BY, label: 'Van 2', enabled: false });

  expect(view).toMatchObject({ label: 'Van 2', enabled: false });
  const told = running.dispatcher.questions.phones.save.asked.filter(({ agent }) => agent === id);
  expect(told.at(-1)).toMatchObject({ name: 'Van 2', enabled: false, version: 2 });
});

test('a revoked phone is not changed any more, and may be revoked again', async () => {
  const { id } = await running.register('twice');
  await running.agents.revoke({ tenant: TENANT, id, by: BY });

  expect(await running.agents.revoke({ tenant: TENANT, id, by: BY })).toMatchObject({ revoked: true });
  const enabled = running.agents.change({ tenant: TENANT, id, by: BY, enabled: true });
  await expect(enabled).rejects.toMatchObject({ code: 'already_closed' });
});

test('the budget of a SIM sets its countries in every phone that has it', async () => {
  const sims = [{ slot: 0, id: '8984012345678901234', country: 'VN' }];
  const one = await running.register('shares 1', { sims });
  const two = await running.register('shares 2', { sims });

  const view = await running.agents.saveBudget({
    tenant: TENANT,
    id: one.id,
    by: BY,
    budget: { per_day: 100, countries: ['US'] },
  });

  expect(view.sims).toMatchObject([{ budget: { per_day: 100, countries: ['US'] } }]);
  const told = (id: string) =>
    running.dispatcher.questions.phones.save.asked.filter(({ agent }) => agent === id).at(-1);
  await until('both are told', () => told(two.id)?.countries?.includes('US'));
  expect([told(one.id), told(two.id)]).toMatchObject([{ countries: ['US'] }, { countries: ['US'] }]);

  await running.agents.saveBudget({ tenant: TENANT, id: two.id, by: BY, budget: {} });
  await until('its own country is back', () => told(one.id)?.countries?.includes('VN'));
});

test('a SIM that the phone does not have has no budget', async () => {
  const { id } = await running.register('one slot');

  const saved = running.agents.saveBudget({ tenant: TENANT, id, by: BY, sim_slot: 3, budget: {} });

  await expect(saved).rejects.toMatchObject({ code: 'not_found' });
});
