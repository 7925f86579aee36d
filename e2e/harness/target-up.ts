import { startTarget } from './start-target.ts';
import { shareTarget, type Target } from './target.ts';

/** The targets that the teardown stops. */
export const running: Target[] = [];

/** One Postrider for all specs that neither stop nor slow it. */
// oxlint-disable-next-line import/no-default-export -- how jest takes a global setup
export default async function targetUp(): Promise<void> {
  const target = await startTarget();
  running.push(target);
  shareTarget(target);
}
