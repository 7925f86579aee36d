import { sleep } from '#libs/kernel';
import { Failure } from './failure.ts';
import { runningPid } from './only-one.ts';

const LOOK_EVERY_MS = 200;
/** A message in the air may take its whole time, and its report some more. */
const WAIT_MS = 45_000;

/** Ends the agent that runs, after the message that is in the air. */
export async function stop(folder: string, say: (sentence: string) => void): Promise<void> {
  const pid = await runningPid(folder);
  if (pid === undefined) return say('It does not run.');
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < WAIT_MS; waited += LOOK_EVERY_MS) {
    if ((await runningPid(folder)) === undefined) return say('Stopped.');
    await sleep(LOOK_EVERY_MS);
  }
  throw new Failure(`It has not stopped yet. The process is ${pid}.`);
}
