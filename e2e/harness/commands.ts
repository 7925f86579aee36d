import type { TargetFacts } from './target.ts';

/** How often each command was sent to MongoDB by all dispatchers since they started, as `<command> <collection>`. */
export async function commandsSent(target: TargetFacts): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const url of Object.values(target.ops)) {
    const page = await (await fetch(`${url}/metrics`)).text();
    for (const [, labels = '', value] of page.matchAll(/^postrider_mongodb_commands_total\{(.*)\} (\d+)$/gm)) {
      const [, command] = /command="([^"]*)"/.exec(labels) ?? [];
      const [, collection] = /collection="([^"]*)"/.exec(labels) ?? [];
      const name = `${command} ${collection}`;
      counts.set(name, (counts.get(name) ?? 0) + Number(value));
    }
  }
  return counts;
}

/** What was sent while `work` ran. */
export async function commandsDuring(target: TargetFacts, work: () => Promise<void>): Promise<Map<string, number>> {
  const before = await commandsSent(target);
  await work();
  const after = await commandsSent(target);
  return new Map([...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)]));
}
