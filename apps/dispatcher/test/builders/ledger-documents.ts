import type { MessageDocument } from '#libs/contracts';
import { clock, messageKey, newHolder, newRequestId, requestKey, tenantOf, type TenantId } from '#libs/kernel';
import type { NewMessage } from '../../src/application/ledger/ports.ts';
import type { InFlightAttempt } from '../../src/domain/ledger/in-flight-attempt.ts';
import type { PhoneRecord, PoolRecord } from '../../src/domain/routing/phones.ts';
import type { Routable, Route } from '../../src/domain/routing/route.ts';

export const TENANT = '0000000a' as TenantId;

export const newMessageKey = (tenant: TenantId = TENANT, position = 0) =>
  messageKey(requestKey(tenant, newRequestId()), position);

const accepted = (): Omit<MessageDocument, 'status' | 'wake_at' | 'fence' | 'attempt'> => ({
  _id: newMessageKey(),
  tenant: TENANT,
  environment: 'test',
  number: 1,
  created_at: new Date(clock.now()),
  created_by: 'key:test',
  content: new Uint8Array([1, 2, 3]),
  to_hash: 'hash',
  category: 'general',
  guarantee: 'at_most_once',
  lane: 'normal',
  priority: 5,
  deadline: new Date(clock.now() + 3_600_000),
  encoding: 'GSM-7',
  segments: 1,
});

/** Due for a second, never granted. */
export function waitingMessage(over: Partial<NewMessage> = {}): NewMessage {
  const message = { ...accepted(), entering: 'PENDING' as const, fence: 0, attempt: 0, wakeAt: ago(1_000), ...over };
  return { ...message, tenant: tenantOf(message._id) };
}

/** In the air at its first grant. */
export function grantedMessage(over: Partial<NewMessage> = {}): NewMessage {
  const grant = { entering: 'SENDING' as const, fence: 1, attempt: 1, route: 'fake-1', holder: newHolder() };
  return waitingMessage({ ...grant, wakeAt: new Date(clock.now() + 30_000), ...over });
}

export const ago = (ms: number): Date => new Date(clock.now() - ms);

/** A healthy route. */
export const newRoute = (over: Partial<Route> = {}): Route => ({
  id: 'fake-1',
  tenant: TENANT,
  environment: 'test',
  vendor: 'fake',
  name: 'Fake',
  enabled: true,
  order: 10,
  lookup: 'none',
  receipts: 'callback',
  state: { version: 1, breaker: 'closed', since: 0, openings: 0, penalty: 0 },
  ...over,
});

/** An enabled phone that is online and texts every country. */
export const newPhone = (over: Partial<PhoneRecord> = {}): PhoneRecord => ({
  _id: 'phone-1',
  tenant: TENANT,
  version: 1,
  environment: 'test',
  name: 'A phone',
  enabled: true,
  online: true,
  can_start: true,
  created_at: new Date(0),
  updated_at: new Date(0),
  ...over,
});

export const newPool = (over: Partial<PoolRecord> = {}): PoolRecord => ({
  _id: 'pool-1',
  tenant: TENANT,
  environment: 'test',
  name: 'phones',
  enabled: true,
  order: 100,
  agents: [],
  version: 1,
  created_at: new Date(0),
  updated_at: new Date(0),
  updated_by: 'user:u',
  ...over,
});

/** Facts of a message that decide about its routes, without anything special. */
export const newRoutable = (over: Partial<Routable> = {}): Routable => ({
  key: newMessageKey(),
  to: '+85251234567',
  country: 'HK',
  cargo: { text: 'Your appointment is tomorrow.' },
  category: 'general',
  priority: 5,
  segments: 1,
  ...over,
});

/** Just written, at its first grant. */
export function newFlight(over: Partial<InFlightAttempt> = {}): InFlightAttempt {
  const now = clock.now();
  return {
    key: newMessageKey(),
    tenant: TENANT,
    environment: 'test',
    fence: 1,
    attempt: 1,
    holder: newHolder(),
    route: newRoute(),
    category: 'general',
    guarantee: 'at_most_once',
    urgent: false,
    deadline: now + 60_000,
    grantedAt: now,
    sendBefore: now + 15_000,
    content: { to: '+85251234567', to_as_written: '+85251234567', text: 'Hello' },
    routable: newRoutable(),
    tried: [],
    refusals: [],
    onlyHere: false,
    possibleDuplicate: false,
    ...over,
  };
}
