import type { Document } from 'mongodb';

/**
 * Throws unless the winning plan of an `explain()` reads only by the index of that name, and sorts nothing in memory.
 * Takes explains of finds, aggregations, updates and deletes.
 */
export function expectIndexUsed(explain: Document, name: string): void {
  const stages = plansOf(explain).flatMap(stagesOf);
  const used = stages.flatMap((stage) => indexOf(stage) ?? []);
  const others = stages.filter(({ stage }) => ['COLLSCAN', 'SORT'].includes(String(stage)));
  if (used.length > 0 && used.every((index) => index === name) && others.length === 0) return;
  const plan = stages.map(({ stage, indexName }) => (indexName ? `${stage} ${indexName}` : stage)).join(' < ');
  throw new Error(`Expected the plan to use index ${name} alone, but it is: ${plan || 'no plan at all'}.`);
}

/** A look-up of one `_id` has a stage of its own, which names no index. */
function indexOf({ stage, indexName }: Document): string | undefined {
  return String(stage).endsWith('IDHACK') ? '_id_' : (indexName as string | undefined);
}

function plansOf(explain: Document): Document[] {
  const inStages = ((explain.stages as Document[] | undefined) ?? []).flatMap((stage) =>
    stage.$cursor ? plansOf(stage.$cursor as Document) : [],
  );
  const planner = explain.queryPlanner as Document | undefined;
  return planner ? [...inStages, planner.winningPlan as Document] : inStages;
}

/** A stage and those it reads from; the newer engine wraps the plan once more. */
function stagesOf(plan: Document): Document[] {
  if (plan.queryPlan) return stagesOf(plan.queryPlan as Document);
  const inputs = [plan.inputStage, ...((plan.inputStages as Document[] | undefined) ?? [])].filter(
    Boolean,
  ) as Document[];
  return [plan, ...inputs.flatMap(stagesOf)];
}
