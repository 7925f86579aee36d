// Real: agent-lease with its HTTP server, MongoDB, NATS. The dispatcher and the gateway are canned.
import {
  leased,
  MESSAGE,
  runAgentLease,
  SECRET,
  TENANT,
  type RunningAgentLease,
} from '../builders/running-agent-lease.ts';

let running: RunningAgentLease;
beforeAll(async () => {
  running = await runAgentLease();
});
afterAll(() => running[Symbol.asyncDispose]());
beforeEach(() => {
  running.dispatcher.forget();
  running.dispatcher.questions.phones.leases.says({ leases: [] });
});

const START = { capabilities: ['start'] };

test.each(['/agent', '/sms/agent', '/api/v1/agent'])(
  'a phone registers, beats, polls, starts and reports under %s',
  async (prefix) => {
    const { dispatcher, call } = running;
    const device = `door${prefix.replaceAll('/', '-')}`;

    const registered = await call(`${prefix}/register`, {
      body: { device_id: device, label: 'L', registration_secret: SECRET, ...START },
    });
    expect(registered).toMatchObject({
      status: 201,
      body: { agent_id: expect.stringMatching(/^phone-/), heartbeat_s: 30 },
    });
    const { agent_id: agent, agent_token } = registered.body as { agent_id: string; agent_token: string };
    const token = agent_token;
    expect(dispatcher.questions.phones.save.asked).toContainEqual(
      expect.objectContaining({
        tenant: TENANT,
        agent,
        enabled: true,
        online: true,
        can_start: true,
        environment: 'test',
      }),
    );

    const lease = { message_id: MESSAGE, lease_id: 'l'.repeat(24), fence: 1 };
    const beat = await call(`${prefix}/heartbeat/`, { token, body: { battery: 40, leases: [lease] } });
    expect(beat).toMatchObject({ status: 200, body: { lease_ttl_ms: 300_000, extended: [MESSAGE], revoked: [] } });

    dispatcher.questions.phones.lease.says({ leases: [leased()], routes: [agent], more: false });
    const jobs = await call(`${prefix}/jobs/next?limit=10`, { token });
    expect(jobs.status).toBe(200);
    expect(jobs.body).toEqual({
      messages: [
        {
          ...{
            message_id: MESSAGE,
            to: '+15005550006',
            text: 'Your table is ready.',
            lease_id: 'l'.repeat(24),
            fence: 1,
          },
          ...{ lease_ttl_ms: 300_000, attempt: 1, parts: 1, sim_slot: 0 },
        },
      ],
    });
    expect(dispatcher.questions.phones.lease.asked[0]).toMatchObject({
      tenant: TENANT,
      agent,
      limit: 10,
      can_start: true,
      lease_ms: 300_000,
    });

    const started = await call(`${prefix}/messages/${MESSAGE}/start`, {
      token,
      body: { lease_id: lease.lease_id, fence: 1 },
    });
    expect(started).toMatchObject({ status: 200, body: { applied: true, send_within_ms: 30_000 } });

    const reported = await call(`${prefix}/messages/report`, {
      token,
      body: { messages: [{ message_id: MESSAGE, status: 'SENT' }] },
    });
    expect(reported).toMatchObject({
      status: 200,
      body: { messages: [{ message_id: MESSAGE, applied: true, status: 'SENT', reason: null }] },
    });
    expect(dispatcher.questions.phones.report.asked).toEqual([
      { tenant: TENANT, agent, reports: [{ message_id: MESSAGE, event: 'sent' }] },
    ]);
  },
);
