import { resolve } from 'node:path';
import { readServersEnvironment, type ServersEnvironment } from '../config/environment.ts';
import { BinaryCache } from './cache.ts';
import type { Tell } from './ladder.ts';

export interface FindOptions {
  /** Called with each step of the search, as a sentence. */
  readonly tell?: Tell;
  readonly environment?: ServersEnvironment;
  /** The folder for fetched programs if there is no home or it cannot be written. */
  readonly fallbackDir?: string;
}

export interface Search {
  readonly tell: Tell;
  readonly environment: ServersEnvironment;
  readonly cache: BinaryCache;
}

const FALLBACK_DIR = resolve(import.meta.dirname, '../../../../.data/bin');

export function openSearch(options: FindOptions): Search {
  const tell = options.tell ?? (() => undefined);
  const environment = options.environment ?? readServersEnvironment();
  const folders = [environment.cacheDir, options.fallbackDir ?? FALLBACK_DIR].filter((folder) => folder !== undefined);
  return { tell, environment, cache: new BinaryCache(folders, tell) };
}
