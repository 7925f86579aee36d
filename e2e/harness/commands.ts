import type { Db } from 'mongodb';

/** A command as mongod's profiler stores it. */
export interface Profiled {
  readonly op: string;
  readonly ns: string;
  readonly command: { readonly multi?: boolean; readonly findAndModify?: string; readonly findandmodify?: string };
}

/** The commands of the services that mongod recorded while `work` ran. */
export async function commandsDuring(db: Db, work: () => Promise<void>): Promise<Profiled[]> {
  await db.collection('system.profile').drop();
  await db.createCollection('system.profile', { capped: true, size: 256 * 1024 * 1024 });
  await db.command({ profile: 2 });
  await work();
  await db.command({ profile: 0 });
  return db.collection('system.profile').find<Profiled>({ appName: 'postrider' }).toArray();
}
