import { monotonicMs } from '#libs/kernel';

/** Output for a person at the terminal. */
export interface Terminal {
  /** A step of the start, with the seconds since it began. */
  readonly progress: (sentence: string) => void;
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** A terminal that closes, as with `npm start | head`, ends nothing. */
export function openTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const since = monotonicMs();
  return {
    progress: (sentence) => console.log(`${((monotonicMs() - since) / 1000).toFixed(1).padStart(5)} s  ${sentence}`),
    say: (text) => console.log(text),
    complain: (text) => console.error(text),
  };
}
