import type { Agent, Sim } from '../domain/agent.ts';
import type { SimBudgets } from './budgets/ports.ts';
import type { Hasher } from './ports.ts';
import { simId, type ToldSim } from './sim-id.ts';

export type ToldSims = readonly (ToldSim & Pick<Sim, 'operator' | 'country'>)[];

export interface SimBudgetsOf {
  readonly budgets: Pick<SimBudgets, 'read'>;
  readonly hasher: Hasher;
}

/** The SIMs as a phone tells them; what their budgets allow is read for new ones. */
export async function simsTold({ budgets, hasher }: SimBudgetsOf, agent: Agent, told: ToldSims): Promise<Sim[]> {
  const sims = told.map(({ id: _, ...sim }, at): Sim => ({ ...sim, id: simId(hasher, agent, told[at]!) }));
  const unknown = sims.filter(({ id }) => !agent.sims.some((known) => known.id === id));
  const of = unknown.map(({ id, slot }) => ({ tenant: agent.tenant, agent: agent.id, sim: id, slot }));
  const states = of.length > 0 ? await budgets.read(of) : [];
  return sims.map((sim) => {
    const known = agent.sims.find(({ id }) => id === sim.id);
    const countries = known ? known.countries : states[unknown.indexOf(sim)]?.budget.countries;
    return countries === undefined ? sim : { ...sim, countries };
  });
}
