import { identityOf } from './process-identity.ts';

/**
 * Two servers in one data folder would destroy it. A process is taken for a server only if its command line names the
 * folder.
 */
export function refuseHeldFolder(program: string, folder: string, pid: number | undefined): void {
  const holder = pid === undefined ? undefined : identityOf(pid);
  if (!holder?.command.includes(folder)) return;
  throw new Error(`${folder} is in use by the ${program} with process id ${pid}; end that one first.`);
}
