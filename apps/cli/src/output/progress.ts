import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  add(count: number): void;
  end(): void;
}

/** A bar on the terminal; nothing where the standard error output is no terminal. */
export function progress(total: number, isShown: boolean): Progress {
  if (!isShown || !process.stderr.isTTY) return { add: () => {}, end: () => {} };
  const format = '{bar} {percentage}%  {value} of {total}  {eta_formatted} left';
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
  bar.start(total, 0);
  return { add: (count) => bar.increment(count), end: () => bar.stop() };
}
