import { PostriderError } from '#libs/kernel';
import { isTestKey, type Principal } from './principal.ts';

/** A test key changes nothing that live messages depend on, except that it adds opt-outs. */
export function refuseTestKey(principal: Principal): void {
  if (isTestKey(principal))
    throw new PostriderError('insufficient_scope', 'A test key cannot change this: live messages depend on it.');
}
