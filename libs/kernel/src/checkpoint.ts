const REGISTERED = Symbol.for('postrider.checkpoint');

/**
 * A named point at which drills crash the process. It does nothing unless a drill's preload has put a function under
 * `Symbol.for('postrider.checkpoint')` on the global object. Names are `<service>.<verb>.<moment>` and literal, so that
 * a drill finds all of them in the source.
 */
export function checkpoint(name: string): void {
  (globalThis as { [REGISTERED]?: (name: string) => void })[REGISTERED]?.(name);
}
