import { monotonicMs } from '#libs/kernel';

/** What a person at the terminal reads. */
export interface Terminal {
  /** A step of the start, with the seconds since it began. */
  progress(sentence: string): void;
  say(text: string): void;
  complain(text: string): void;
}

export function openTerminal(): Terminal {
  const since = monotonicMs();
  return {
    progress: (sentence) => console.log(`${((monotonicMs() - since) / 1000).toFixed(1).padStart(5)} s  ${sentence}`),
    say: (text) => console.log(text),
    complain: (text) => console.error(text),
  };
}
