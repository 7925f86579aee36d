import { identityOf } from '#libs/servers';

const LOOK_EVERY_MS = 250;

export interface Lineage {
  /** The process id of the parent, or of the process that took over when the parent ended. */
  parent(): number;
  /** The process group of a running process. */
  groupOf(pid: number): number | undefined;
}

const real: Lineage = {
  parent: () => process.ppid,
  groupOf: (pid) => identityOf(pid)?.group,
};

/**
 * Calls back once when the parent has ended, for any reason; npm forwards SIGTERM and SIGINT, and dies of other
 * signals. npm and its script share a process group, so a parent of another group at the first check took over from one
 * that ended.
 */
export function whenStarterEnds(ended: () => void, lineage: Lineage = real): void {
  const starter = lineage.parent();
  if (lineage.groupOf(starter) !== lineage.groupOf(process.pid)) return ended();
  const looking = setInterval(() => {
    if (lineage.parent() === starter) return;
    clearInterval(looking);
    ended();
  }, LOOK_EVERY_MS);
  looking.unref();
}
