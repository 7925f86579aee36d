import type { ClientOf, Environment, gatewayContracts } from '#libs/contracts';
import { clock, newRequestId, PostriderError, type TenantId } from '#libs/kernel';
import type { Agent } from '../domain/agent.ts';
import { headOf, typedCode } from '../domain/enrolment-code.ts';
import type { Denials } from './denials.ts';
import type { Guesses } from './guesses.ts';
import { newToken, type PhoneTokens } from './phone-tokens.ts';
import type {
  AgentChange,
  Agents,
  Announcements,
  Audit,
  EnrolmentCodes,
  Hasher,
  RegistrationSecrets,
} from './ports.ts';
import type { Presence } from './presence.ts';
import { effectiveSecret, tenantOfSecret, type SecretSettings } from './registration-secret.ts';
import { simsTold, type SimBudgetsOf, type ToldSims } from './sims-told.ts';

export interface Registration {
  readonly device_id: string;
  readonly label?: string;
  readonly registration_secret?: string;
  readonly enrolment_code?: string;
  /** False: a known device keeps its token. */
  readonly rotate_token: boolean;
  readonly capabilities?: readonly string[];
  readonly app_version?: string;
  readonly sims?: ToldSims;
  /** The token that the phone has now. */
  readonly token?: string;
  readonly clientIp: string;
}

export interface Registered {
  readonly id: string;
  /** Absent: it keeps the one that it has. */
  readonly token?: string;
  readonly isNew: boolean;
}

export interface RegisterPorts extends SimBudgetsOf {
  readonly agents: Agents;
  readonly codes: EnrolmentCodes;
  readonly secrets: RegistrationSecrets;
  readonly settings: SecretSettings & { readonly isProduction: boolean };
  readonly tokens: PhoneTokens;
  readonly guesses: Guesses;
  readonly denials: Denials;
  readonly hasher: Hasher;
  readonly audit: Audit;
  readonly announcements: Announcements;
  readonly presence: Presence;
  readonly tenants: ClientOf<typeof gatewayContracts>['tenants'];
}

/** What entitles a phone to register, and where. */
interface Entitled {
  readonly by: 'code' | 'secret' | 'token' | 'nothing';
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly label?: string;
  readonly pool?: string;
}

/** Registers a phone, or gives a known one a new token. Every wrong secret or code is answered alike. */
export async function registerAgent(ports: RegisterPorts, given: Registration): Promise<Registered> {
  const entitled = await entitle(ports, given);
  const { tenant, environment, by } = entitled;
  const known = await ports.agents.byDevice(tenant, environment, given.device_id);
  if (known) return reRegister(ports, given, known, by);

  if (by === 'token') throw refused(ports, given);
  const token = newToken();
  const agent = newAgent(ports, given, entitled);
  const told = { ...agent, sims: given.sims ? await simsTold(ports, agent, given.sims) : [] };
  if (!(await ports.agents.insert(told, ports.hasher.hash('token', token)))) {
    // The same device at the same moment: its other call has made it.
    const other = await ports.agents.byDevice(tenant, environment, given.device_id);
    if (other) return reRegister(ports, given, other, by);
    throw new PostriderError('version_conflict', 'The device was registered meanwhile. Register again.');
  }
  note(ports, given, told, `By ${by}.`);
  await ports.presence.tell();
  return { id: agent.id, token, isNew: true };
}

async function reRegister(
  ports: RegisterPorts,
  given: Registration,
  known: Agent,
  by: Entitled['by'],
): Promise<Registered> {
  if (!given.rotate_token && by === 'nothing') return { id: known.id, isNew: false };
  // Whoever knows the name of a device must not get its token.
  if (by === 'nothing') throw refused(ports, given);

  const token = given.rotate_token ? newToken() : undefined;
  const change: AgentChange = {
    ...(given.label !== undefined && { label: given.label }),
    ...(given.app_version !== undefined && { app_version: given.app_version }),
    ...(given.sims && { sims: await simsTold(ports, known, given.sims) }),
    // A program that registers says all that it can.
    can_start: canStart(given),
    ...(token !== undefined && { tokenHash: ports.hasher.hash('token', token) }),
  };
  const changed = await ports.agents.change(known, change, true);
  if (!changed) throw new PostriderError('version_conflict', 'The phone was revoked meanwhile. Register again.');
  ports.tokens.forget([known.id]);
  await ports.announcements.agentsChanged([known.id]);
  note(ports, given, changed, token ? `By ${by}, with a new token.` : `By ${by}.`);
  await ports.presence.tell();
  return { id: known.id, ...(token !== undefined && { token }), isNew: false };
}

async function entitle(ports: RegisterPorts, given: Registration): Promise<Entitled> {
  const { enrolment_code: code, registration_secret: secret, token, clientIp } = given;
  if (code) {
    ports.guesses.admit(clientIp);
    const found = await claim(ports, code);
    if (!found) throw refused(ports, given);
    const { tenant, environment, label, pool } = found;
    return {
      by: 'code',
      tenant,
      environment,
      ...(label !== undefined && { label }),
      ...(pool !== undefined && { pool }),
    };
  }
  if (secret) {
    ports.guesses.admit(clientIp);
    const tenant = await tenantOfSecret(ports.secrets, ports.settings, secret);
    if (!tenant) throw refused(ports, given);
    return { by: 'secret', tenant, environment: await environmentOf(ports, tenant) };
  }
  if (token) {
    const agent = await ports.tokens.find(token);
    if (!agent || agent.revoked || agent.device_id !== given.device_id) throw refused(ports, given);
    return { by: 'token', tenant: agent.tenant, environment: agent.environment };
  }
  const { seedTenant: tenant } = ports.settings;
  if (await effectiveSecret(ports.secrets, ports.settings, tenant)) throw refused(ports, given);
  return { by: 'nothing', tenant, environment: await environmentOf(ports, tenant) };
}

async function claim({ codes, hasher }: RegisterPorts, written: string) {
  const code = typedCode(written);
  if (code === undefined) return undefined;
  const hash = hasher.hash('code', code);
  const found = await codes.claim(hash, new Date(clock.now()));
  if (!found) await codes.missed(headOf(code), hash);
  return found;
}

async function environmentOf({ tenants, settings }: RegisterPorts, tenant: TenantId): Promise<Environment> {
  const { default_environment: environment } = await tenants.rules({ tenant });
  return environment ?? (settings.isProduction ? 'live' : 'test');
}

function newAgent(
  { settings }: RegisterPorts,
  given: Registration,
  { tenant, environment, by, label, pool }: Entitled,
): Agent {
  const now = new Date(clock.now());
  return {
    id: `phone-${newRequestId()}`,
    ...{ tenant, environment, device_id: given.device_id, label: given.label ?? label ?? given.device_id.slice(0, 64) },
    // In production somebody looks first at a phone that showed neither a secret nor a code.
    enabled: by !== 'nothing' || !settings.isProduction,
    ...{ revoked: false, registered_at: now, last_seen_at: now, online: true, version: 1, sims: [] },
    can_start: canStart(given),
    ...(pool !== undefined && { pool }),
    ...(given.app_version !== undefined && { app_version: given.app_version }),
  };
}

const canStart = ({ capabilities = [] }: Registration): boolean => capabilities.includes('start');

function refused({ guesses, denials }: RegisterPorts, { clientIp }: Registration): PostriderError {
  guesses.missed(clientIp);
  denials.note({
    action: 'agent.register',
    actor: 'agent:unknown',
    reason: 'Neither secret nor code is valid.',
    clientIp,
  });
  return new PostriderError('unauthenticated', 'Register with a valid registration secret or enrolment code.');
}

function note({ audit }: RegisterPorts, { clientIp }: Registration, { tenant, id }: Agent, reason: string): void {
  audit.note({
    tenant,
    action: 'agent.register',
    outcome: 'allowed',
    actor: `agent:${id}`,
    target: `agent:${id}`,
    reason,
    client_ip: clientIp,
  });
}
