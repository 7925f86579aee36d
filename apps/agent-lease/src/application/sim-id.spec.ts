import type { TenantId } from '#libs/kernel';
import { simId, type ToldSim } from './sim-id.ts';

const hasher = { hash: (purpose: string, value: string) => `${purpose} ${value}` };
const idOf = (told: Partial<ToldSim>, agent = 'phone-1', tenant = '00000001') =>
  simId(hasher, { tenant: tenant as TenantId, id: agent }, { slot: 0, ...told });

const ICCID = '8984048812345678901';

test.each<[string, Partial<ToldSim>, Partial<ToldSim>]>([
  ['the same ICCID', { id: ICCID }, { id: ICCID, slot: 1 }],
  ['an ICCID as another phone writes it', { id: ICCID }, { id: '8984 0488 1234 5678 901f' }],
  ['the same number', { number: '+84901234567' }, { number: '+84901234567', slot: 1 }],
  [
    'the same number, beside ids that only one phone knows',
    { id: '1', number: '+84901234567' },
    { id: '7', number: '+84901234567' },
  ],
])('two phones share the budget of one SIM: %s', (_, told, other) => {
  expect(idOf(told, 'phone-1')).toBe(idOf(other, 'phone-2'));
  expect(idOf(told)).toMatch(/^sim-[0-9a-f]{16}$/);
});

test.each<[string, Partial<ToldSim>]>([
  ['an id of the subscription, which counts within one phone', { id: '1' }],
  ['an ICCID that the phone hides', { id: '0000000000000000000' }],
  ['nothing but the slot', {}],
])('SIMs of two phones are two: %s', (_, told) => {
  expect(idOf(told, 'phone-1')).not.toBe(idOf(told, 'phone-2'));
  expect(idOf(told)).toBe(idOf(told));
});

test('the SIM of another tenant is another one, and so is that of another slot or subscription', () => {
  expect(idOf({ id: ICCID })).not.toBe(idOf({ id: ICCID }, 'phone-1', '00000002'));
  expect(idOf({})).not.toBe(idOf({ slot: 1 }));
  expect(idOf({ id: '1' })).not.toBe(idOf({ id: '2' }));
});
