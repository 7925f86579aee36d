const REGISTERED = Symbol.for('postrider.checkpoint');

/**
 * A named point where a crash is interesting. It does nothing unless a drill's preload has put a function under
 * `Symbol.for('postrider.checkpoint')` on the global object. Names are `<service>.<verb>.<moment>` and literal, so that a
 * drill finds them all in the source.
 */
export function checkpoint(name: string): void {
  (globalThis as { [REGISTERED]?: (name: string) => void })[REGISTERED]?.(name);
}
