import type { RecordTextsRequest } from '#libs/contracts';
import type { Agent, Sim } from '../domain/agent.ts';
import { takeTexts } from './take-texts.ts';

const VN: Sim = { slot: 0, id: 'sim-0', country: 'VN', number: '+84901112223' };
const HK: Sim = { slot: 1, id: 'sim-1', country: 'HK' };

/** The text as the dispatcher is told of it. */
async function told(from: string, sim_slot: number | undefined, sims: readonly Sim[] = [VN, HK]) {
  const asked: RecordTextsRequest[] = [];
  const inbound = { record: async (request: RecordTextsRequest) => (asked.push(request), {}) };
  const agent = { id: 'phone-1', tenant: 'abcdefgh', sims } as unknown as Agent;
  await takeTexts({ inbound }, agent, [
    { device_message_id: 'd', from, text: 'STOP', ...(sim_slot !== undefined && { sim_slot }) },
  ]);
  return asked[0]!.texts[0]!;
}

test.each<[string, string, number | undefined, string]>([
  ['in the form of the country of its SIM', '0901234567', 0, '+84901234567'],
  ['in that of its other SIM', '5123 4567', 1, '+85251234567'],
  ['of a phone that does not tell the SIM', '0901234567', undefined, '+84901234567'],
  ['international', '+84 90 123 4567', 1, '+84901234567'],
  ['of another country', '+12025550142', 0, '+12025550142'],
  ['that is a short code', '12345678', 0, '12345678'],
  ['that is shorter still', '9029', 1, '9029'],
  ['that is a name', 'BANK', 0, 'BANK'],
])('a sender %s: %s at SIM %s is %s', async (_, from, slot, expected) => {
  expect((await told(from, slot)).from).toBe(expected);
});

test('a text was received by the number of its SIM, by the phone if that is not known', async () => {
  expect((await told('BANK', 0)).to).toBe('+84901112223');
  expect((await told('BANK', 1)).to).toBe('phone-1');
  expect(await told('0901234567', undefined, [])).toMatchObject({ from: '0901234567', to: 'phone-1' });
});
