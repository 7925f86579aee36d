import type { Environment } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';

/** What a provider's settings say about where it sends. */
export interface Served {
  /** The environment of the messages that its own settings send. */
  readonly environment: Environment;
  readonly sandboxUrl: string | undefined;
}

/** The environment of an account, with its own address if its owner gave one. */
export type Wanted = Environment | { readonly environment: Environment; readonly apiUrl: string };

/**
 * The vendor's address for an account of an environment. An adapter serves the environment of its own settings at `own`,
 * and beside a live account test messages at the sandbox. For every other account it throws `invalid_account`: what an
 * address belongs to is never guessed. An address of the account's own is used in both.
 */
export function addressFor<Own>(wanted: Wanted, { environment, sandboxUrl }: Served, own: Own): Own | string {
  if (typeof wanted === 'object') return wanted.apiUrl;
  if (wanted === environment) return own;
  if (wanted === 'test' && sandboxUrl !== undefined) return sandboxUrl;
  throw new PostriderError(
    'invalid_account',
    `The adapter of this vendor serves ${environment} accounts only. Start another one for ${wanted} accounts, or give this environment.`,
  );
}
