import { PostriderError } from '#libs/kernel';

/** The error in a chain of causes that says that a server is away. */
export function awayIn(error: unknown): PostriderError | undefined {
  for (let it: unknown = error, depth = 0; it instanceof Error && depth < 5; it = it.cause, depth++)
    if (it instanceof PostriderError && it.code === 'service_unavailable') return it;
  return undefined;
}
