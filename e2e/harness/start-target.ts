import { startProcesses } from './processes-target.ts';
import { startStandalone } from './standalone-target.ts';
import { TARGETS, type Target, type TargetKind, type TargetOptions } from './target.ts';

/** The shape that a run tests: `POSTRIDER_TARGET`. */
export function targetKind(): TargetKind {
  const wanted = process.env.POSTRIDER_TARGET ?? 'processes';
  const kind = TARGETS.find((it) => it === wanted);
  if (kind === undefined) throw new Error(`POSTRIDER_TARGET must be one of ${TARGETS.join(', ')}.`);
  return kind;
}

/** A Postrider for the caller alone, who must stop it. */
export function startTarget(options: TargetOptions = {}): Promise<Target> {
  return targetKind() === 'standalone' ? startStandalone(options) : startProcesses(options);
}
