import { running } from './target-up.ts';

// oxlint-disable-next-line import/no-default-export -- how jest takes a global teardown
export default async function targetDown(): Promise<void> {
  await Promise.all(running.map((target) => target.stop()));
}
