import type { AgentView, PoolView, agentQuestions, dispatcherQuestions } from '#libs/contracts';
import type { SamplesOf } from './samples.ts';

const AT = '2030-01-01T00:00:00.000Z';
const MESSAGE = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000';
const AGENT = 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const POOL = 'pool-01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const LEASE = '01JD3C4V5W6X7Y8Z9A0B1C2D3F';

const pool: PoolView = {
  id: POOL,
  name: 'phones',
  environment: 'test',
  enabled: true,
  order: 0,
  agents: [AGENT],
  online: 1,
  version: 1,
  created_at: AT,
};

/** A possible reply of the dispatcher for each contract of phones and pools. */
export const phoneSamples: SamplesOf<Pick<typeof dispatcherQuestions, 'phones' | 'pools'>> = {
  phones: {
    save: {},
    lease: {
      leases: [
        {
          message_id: MESSAGE,
          to: '+15005550006',
          text: 'Your table is ready.',
          lease_id: LEASE,
          fence: 1,
          attempt: 1,
          parts: 1,
          recipient: 'a'.repeat(32),
          ttl_ms: 300_000,
        },
      ],
      routes: [AGENT, POOL],
      more: false,
    },
    start: { applied: true, send_within_ms: 30_000 },
    report: { results: [{ message_id: MESSAGE, applied: true, status: 'SENT' }] },
    renew: { extended: [MESSAGE], revoked: [] },
    leases: { leases: [{ lease_id: LEASE, messages: 1, parts: 1, recipients: ['a'.repeat(32)], open: true }] },
    held: {
      agents: [
        {
          agent: AGENT,
          assigned: 1,
          sending: 0,
          waiting: 2,
          messages: [{ message_id: MESSAGE, status: 'ASSIGNED', fence: 1, since: AT }],
        },
      ],
    },
  },
  pools: { list: { pools: [pool] }, read: pool, create: pool, change: pool, delete: {} },
};

const agent: AgentView = {
  id: AGENT,
  device_id: 'agent-001',
  label: 'Front desk',
  environment: 'test',
  enabled: true,
  revoked: false,
  online: true,
  last_seen_at: AT,
  registered_at: AT,
  can_start: true,
  battery: 80,
  charging: true,
  sims: [
    {
      slot: 0,
      id: 'sim-6f1c2d3e4b5a6978',
      country: 'US',
      budget: { per_minute: 10 },
      used: { minute: 0, hour: 3, day: 9, month: 40, parts: 44, recipients: 31 },
    },
  ],
  assigned: 1,
  sending: 0,
  waiting: 2,
};

/** A possible reply of agent-lease for each of its contracts. */
export const agentSamples: SamplesOf<typeof agentQuestions> = {
  agents: {
    list: { items: [agent] },
    read: { ...agent, holds: [{ message_id: MESSAGE, status: 'ASSIGNED', fence: 1, since: AT }] },
    change: agent,
    revoke: { ...agent, enabled: false, revoked: true, online: false },
    saveBudget: agent,
    createCode: {
      code: '4F7K-92MX-QT3B',
      qr_svg: '<svg xmlns="http://www.w3.org/2000/svg"/>',
      qr_text: 'postrider:enrol?url=https%3A%2F%2Fsms.example.com&code=4F7K-92MX-QT3B',
      expires_at: AT,
    },
    readSecret: { registration_secret: '', configured: false },
    saveSecret: { registration_secret: 'a shared secret of some length', configured: true },
  },
  system: { check: { checks: [] } },
};
