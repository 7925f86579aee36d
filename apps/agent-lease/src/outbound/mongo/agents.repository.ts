import { MongoServerError, type Filter, type UpdateFilter } from 'mongodb';
import type { Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { SOFT, type TenantCollection } from '#libs/persistence';
import type { AgentChange, Agents, OfAgent } from '../../application/ports.ts';
import type { Agent, PhoneState, Sim } from '../../domain/agent.ts';
import type { AgentDocument, SimDocument } from './collections.ts';

const DUPLICATE_KEY = 11_000;

interface Sealer {
  seal(tenant: TenantId, field: string, plain: string): Uint8Array;
  open(tenant: TenantId, field: string, sealed: Uint8Array): string | undefined;
}

export class MongoAgents implements Agents {
  constructor(
    private readonly agents: TenantCollection<AgentDocument>,
    private readonly sealer: Sealer,
  ) {}

  async byToken(hash: string): Promise<Agent | undefined> {
    const found = await this.agents.acrossTenants('a token brings its tenant').findOne({ token_hash: hash });
    return found ? this.opened(found) : undefined;
  }

  async byDevice(tenant: TenantId, environment: Environment, deviceId: string): Promise<Agent | undefined> {
    const found = await this.agents.findOne({ tenant, environment, device_id: deviceId, revoked: false });
    return found ? this.opened(found) : undefined;
  }

  async find(tenant: TenantId, id: string): Promise<Agent | undefined> {
    const found = await this.agents.findOne({ tenant, _id: keyOf({ tenant, id }) });
    return found ? this.opened(found) : undefined;
  }

  async list(tenant: TenantId, of: Parameters<Agents['list']>[1]): Promise<Agent[]> {
    const { environment, limit, after = '' } = of;
    const filter = {
      tenant,
      _id: { $gt: `${tenant}.${after}`, $lt: `${tenant}/` },
      ...(environment && { environment }),
    };
    const found = await this.agents.find(filter).sort({ _id: 1 }).limit(limit).toArray();
    return found.map((it) => this.opened(it));
  }

  async insert({ id, sims, ...agent }: Agent, tokenHash: string): Promise<boolean> {
    const { tenant } = agent;
    const doc = { ...agent, _id: keyOf({ tenant, id }), token_hash: tokenHash, sims: this.sealed(tenant, sims) };
    try {
      await this.agents.insertOne({ ...doc, untold: true });
      return true;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }

  async change(of: OfAgent, { sims, tokenHash, ...change }: AgentChange, tell: boolean): Promise<Agent | undefined> {
    const { tenant } = of;
    const $set = {
      ...change,
      ...(sims && { sims: this.sealed(tenant, sims) }),
      ...(tokenHash !== undefined && { token_hash: tokenHash }),
      ...(tell && { untold: true as const }),
    };
    const update: UpdateFilter<AgentDocument> = { ...(Object.keys($set).length > 0 && { $set }), ...(tell && NEXT) };
    if (Object.keys(update).length === 0) return this.find(tenant, of.id);
    const filter = { tenant, _id: keyOf(of), revoked: false };
    const changed = await this.agents.findOneAndUpdate(filter, update, { returnDocument: 'after' });
    return changed ? this.opened(changed) : undefined;
  }

  async allow(tenant: TenantId, sim: string, countries: readonly string[] | undefined): Promise<string[]> {
    const filter = { tenant, 'sims.id': sim } as Filter<AgentDocument> & { tenant: TenantId };
    const path = 'sims.$[with].countries';
    const change =
      countries === undefined
        ? { $unset: { [path]: '' }, $set: { untold: true } }
        : { $set: { [path]: countries, untold: true } };
    const update = { ...change, ...NEXT } as UpdateFilter<AgentDocument>;
    await this.agents.updateMany(filter, update, { arrayFilters: [{ 'with.id': sim }] });
    const found = await this.agents.find(filter, { projection: { _id: 1 } }).toArray();
    return found.map(({ _id }) => idOf(_id));
  }

  async seen(agents: readonly OfAgent[], at: Date): Promise<void> {
    const calls = this.agents.acrossTenants('phones of several tenants call in the same second');
    const _id = { $in: agents.map(keyOf) };
    await calls.updateMany({ _id }, { $max: { last_seen_at: at } }, SOFT);
    await calls.updateMany({ _id, online: false }, { $set: { online: true, untold: true }, ...NEXT });
  }

  async markAway(before: Date): Promise<void> {
    const silent = this.agents.acrossTenants('phones of every tenant fall silent');
    const update = { $set: { online: false, untold: true as const }, ...NEXT };
    await silent.updateMany({ online: true, last_seen_at: { $lt: before } }, update);
  }

  async untold(limit: number): Promise<Agent[]> {
    const due = this.agents.acrossTenants('the dispatcher is told about every tenant');
    return (await due.find({ untold: true }).limit(limit).toArray()).map((it) => this.opened(it));
  }

  async told(agent: Agent): Promise<void> {
    const { tenant, version } = agent;
    await this.agents.updateOne({ tenant, _id: keyOf(agent), version }, { $unset: { untold: '' } });
  }

  async freeParts(of: OfAgent): Promise<Pick<PhoneState, 'free_parts' | 'free_parts_at'>> {
    const projection = { free_parts: 1, free_parts_at: 1 };
    return (await this.agents.findOne({ tenant: of.tenant, _id: keyOf(of) }, { projection })) ?? {};
  }

  async takeParts(of: OfAgent, parts: number, toldAt: Date): Promise<void> {
    const filter = { tenant: of.tenant, _id: keyOf(of), free_parts_at: toldAt };
    await this.agents.updateOne(filter, { $inc: { free_parts: -parts } });
  }

  async shown(limit: number): Promise<Pick<Agent, 'id' | 'online' | 'battery'>[]> {
    const all = this.agents.acrossTenants('metrics show every phone');
    const projection = { online: 1, battery: 1 };
    const found = await all.find({ enabled: true, revoked: false }, { projection }).limit(limit).toArray();
    return found.map(({ _id, ...agent }) => ({ ...agent, id: idOf(_id) }));
  }

  private opened({ _id, token_hash: _, untold: __, sims, ...agent }: AgentDocument): Agent {
    const { tenant } = agent;
    return { ...agent, id: idOf(_id), sims: sims.map((sim) => this.openedSim(tenant, sim)) } as Agent;
  }

  private openedSim(tenant: TenantId, { number: sealed, ...sim }: SimDocument): Sim {
    const number = sealed && this.sealer.open(tenant, NUMBER, sealed);
    return number === undefined ? sim : { ...sim, number };
  }

  private sealed(tenant: TenantId, sims: readonly Sim[]): SimDocument[] {
    return sims.map(({ number, ...sim }) =>
      number === undefined ? sim : { ...sim, number: this.sealer.seal(tenant, NUMBER, number) },
    );
  }
}

const NUMBER = 'sim_number';
const NEXT = { $inc: { version: 1 } } as const;

const keyOf = ({ tenant, id }: OfAgent): string => `${tenant}.${id}`;
const idOf = (key: string): string => key.slice(key.indexOf('.') + 1);
