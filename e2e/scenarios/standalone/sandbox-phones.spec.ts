// Everything is real but the radio: the sandbox runs the phones' own program.
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open(sharedTarget(), 'sandbox-phones', 3);
  await scene.sandbox.radio.allOnline(2);
});
afterAll(() => scene.close());

const radio = () => scene.sandbox.radio;
const textsTo = async (to: string) => (await scene.textsByNumber()).get(to) ?? [];

test('after the start two phones are there by themselves, and a text for one of them arrives by it', async () => {
  const [one] = await radio().phones();
  const to = scene.numbers.next();

  const id = await scene.accepted({ to, text: 'By phone', agent_id: one!.agentId! });

  expect(await scene.arrived(to)).toMatchObject({
    vendor: 'phone',
    account: one!.agentId,
    localId: id,
    from: one!.sims[0]!.number,
    phone: { name: 'phone-1', sim: 0 },
  });
  await scene.reaches(id, 'SENT', 'DELIVERED');
});

test('both are listed as phones of the test environment, and a text for their pool arrives by one of them', async () => {
  const ids = (await radio().phones()).map(({ agentId }) => agentId);
  const listed = await scene.api.call<{ data: object[] }>('GET', '/api/v1/agents?limit=100');
  const shown = { environment: 'test', enabled: true, online: true, can_start: true, app_version: 'sandbox' };
  for (const id of ids) expect(listed.body.data).toContainEqual(expect.objectContaining({ id, ...shown }));
  const to = scene.numbers.next();

  await scene.accepted({ to, text: 'By the pool', pool: 'phones' });

  const { account } = await scene.arrived(to);
  expect(ids).toContain(account);
});

test('a phone that dies at any step and starts again sends once, or its message is doubtful', async () => {
  const steps = (await radio().crashPoints()).filter((step) => !step.startsWith('agent.inbox'));
  // More phones, because each gets ten messages a minute at most.
  const more = await radio().add({ count: 2 });
  const phones = await radio().allOnline(4);
  const ends: Record<string, unknown> = {};

  for (const [index, step] of steps.entries()) {
    const { name, agentId } = phones[index % 4]!;
    await radio().crash(name, { at: step, restartMs: 100 });
    const to = scene.numbers.next();
    const id = await scene.accepted({ to, text: step, agent_id: agentId!, guarantee: 'at_most_once' });
    const { status } = await scene.reaches(id, 'SENT', 'DELIVERED', 'UNCONFIRMED', 'FAILED');
    await until('the crash has happened', async () => (await radio().phone(name)).crash === null);
    ends[step] = [status, (await textsTo(to)).length];
  }

  const doubtful = {
    'agent.send.sending': ['UNCONFIRMED', 0],
    'agent.send.radio': ['UNCONFIRMED', 1],
    'radio.out': ['UNCONFIRMED', 1],
  };
  expect(ends).toEqual({ ...Object.fromEntries(steps.map((step) => [step, ['SENT', 1]])), ...doubtful });
  for (const { name } of more) await radio().remove(name);
}, 180_000);

test('what a person answers to a phone is a text received', async () => {
  const [one] = await radio().phones();
  const to = scene.numbers.next();
  await scene.accepted({ to, text: 'Question?', agent_id: one!.agentId! });
  await scene.arrived(to);

  await scene.sandbox.call('POST', `phones/${encodeURIComponent(to)}/reply`, { text: 'The answer' });

  const inbound = () => scene.api.call<{ data: { id: string; vendor: string }[] }>('GET', '/api/v1/inbound-messages');
  await until('the text is there', async () => (await inbound()).body.data.some(({ vendor }) => vendor === 'phone'));
});

test('a phone of SafeCare, which only polls and reports, sends', async () => {
  const [old] = await radio().add({ kind: 'safecare', label: 'Old phone' });
  const { agentId } = await until('it is registered', async () => {
    const phone = await radio().phone(old!.name);
    return phone.agentId !== null && phone;
  });
  const to = scene.numbers.next();

  const id = await scene.accepted({ to, text: 'By an old phone', agent_id: agentId! });

  await scene.reaches(id, 'DELIVERED');
  expect(await textsTo(to)).toMatchObject([{ vendor: 'phone', account: agentId, phone: { name: old!.name } }]);
  await radio().remove(old!.name);
});

everyPromiseHolds(() => scene);
