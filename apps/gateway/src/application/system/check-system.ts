import type { SystemCheck } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import type { Agents, Dispatcher, Principal, Templates } from '../ports.ts';
import type { OwnDatabase } from './ports.ts';

export interface ServiceCheck extends SystemCheck {
  readonly service: string;
}

interface CheckPorts {
  readonly dispatcher: Dispatcher;
  readonly templates: Templates;
  readonly agents: Agents;
  readonly database: OwnDatabase;
}

/** What an operator may have to look after, in the gateway and in the services that it reaches over NATS. */
export async function checkSystem(
  { dispatcher, templates, agents, database }: CheckPorts,
  { tenant }: Principal,
): Promise<ServiceCheck[]> {
  const found = await Promise.all([
    checksOf('gateway', 'Its database does not answer. Is MongoDB running?', () => database.inspect()),
    checksOver('dispatcher', dispatcher.system.check({ tenant })),
    checksOver('template', templates.system.check({ tenant })),
    checksOver('agent-lease', agents.system.check({ tenant })),
  ]);
  return found.flat();
}

const checksOver = (service: string, answer: Promise<{ readonly checks: readonly SystemCheck[] }>) =>
  checksOf(service, `It does not answer over NATS. Are NATS and the ${service} running?`, async () => {
    const { checks } = await answer;
    return [{ name: 'bus', ok: true, detail: 'It answers over NATS.' }, ...checks];
  });

async function checksOf(
  service: string,
  ifAway: string,
  ask: () => Promise<readonly SystemCheck[]>,
): Promise<ServiceCheck[]> {
  try {
    return (await ask()).map(({ name, ok, detail }) => ({ service, name, ok, detail }));
  } catch (error) {
    if (!(error instanceof PostriderError && error.code === 'service_unavailable')) throw error;
    return [{ service, name: 'answers', ok: false, detail: ifAway }];
  }
}
