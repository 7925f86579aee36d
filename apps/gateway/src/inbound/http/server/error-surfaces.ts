import type { Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import type { ErrorCode, FieldError, PostriderError, RateLimit } from '#libs/kernel';
import { rateLimitHeaders } from './rate-limit.ts';
import { pathOf } from './request-path.ts';

/** Routes beside the native ones, and how errors under their paths are answered. */
export interface RouteGroup {
  readonly controllers: readonly Type[];
  /** Its paths begin with one of these, such as `/door/v1`. */
  readonly prefixes: readonly string[];
  /** Single paths of it, beside which are those of others. */
  readonly paths?: readonly string[];
  /** A path under which its calls are answered, too, such as `/base`. */
  readonly base?: string;
  readonly errors: ErrorSurface;
  /** Parameters in a URL that a call does not take are ignored. */
  readonly ignoresUnknown?: boolean;
}

export interface ErrorSurface<Word extends HasStatus = HasStatus> {
  /** A code without a word does not compile. */
  readonly words: Readonly<Record<ErrorCode, Word>>;
  /** The form of its errors, for the document, which has no group without one. */
  readonly describes?: new () => object;
  /** The JSON Schema of fields that it does not name. */
  readonly otherFields?: Readonly<Record<string, unknown>>;
  shape(error: ToldError, word: Word): ShapedError;
}

interface HasStatus {
  readonly status: number;
}

/** The parts of an error that a caller may see. */
export interface ToldError extends HasStatus {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly retryAfterMs: number | undefined;
  readonly rateLimit: RateLimit | undefined;
  readonly traceId: string;
}

export interface ShapedError {
  readonly type: string;
  readonly body: string;
  /** They replace those that every surface sends. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ErrorAnswer extends HasStatus {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers each error in the form of its path's group; a path without a group is native. */
export class ErrorSurfaces {
  private readonly longestFirst: readonly (readonly [prefix: string, surface: ErrorSurface])[];
  private readonly single: ReadonlyMap<string, ErrorSurface>;

  constructor(
    private readonly native: ErrorSurface,
    groups: readonly RouteGroup[],
  ) {
    const all = groups.flatMap(({ prefixes, base, errors }) =>
      [...prefixes, ...(base ? [base] : [])].map((prefix) => [`${prefix}/`, errors] as const),
    );
    this.single = new Map(groups.flatMap(({ paths = [], errors }) => paths.map((path) => [`${path}/`, errors])));
    this.longestFirst = all.sort(([a], [b]) => b.length - a.length);
  }

  /** Without a target, which is in the request line, the answer is native. */
  answer({ code, detail, errors, ...error }: PostriderError, traceId: string, target = '/'): ErrorAnswer {
    const path = `${pathOf(target).replace(/\/$/, '')}/`;
    const [, underPrefix = this.native] = this.longestFirst.find(([prefix]) => path.startsWith(prefix)) ?? [];
    const surface = this.single.get(path) ?? underPrefix;
    const word = surface.words[code];
    const retryAfterMs = error.retryAfterMs ?? RETRY_AFTER_MS[code];
    const { rateLimit } = error;
    const told = { status: word.status, code, detail, errors, retryAfterMs, rateLimit, traceId };
    const { type, body, headers } = surface.shape(told, word);
    return { status: word.status, body, headers: { 'content-type': type, ...headersOf(told), ...headers } };
  }
}

/** Without the base before it, if the rest is a path of the group's controllers. */
export function withoutBase(groups: readonly RouteGroup[], url: string): string {
  for (const { base, controllers } of groups) {
    if (!base || !url.startsWith(`${base}/`)) continue;
    const rest = url.slice(base.length);
    const isOf = (controller: Type): boolean =>
      [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]]
        .flat()
        .some((path) => `${pathOf(rest)}/`.startsWith(`/${path}/`));
    if (controllers.some(isOf)) return rest;
  }
  return url;
}

/** How long a caller should wait if the error has no time. */
const RETRY_AFTER_MS: Partial<Record<ErrorCode, number>> = {
  idempotency_in_progress: 1_000,
  too_many_attempts: 1_000,
  service_unavailable: 2_000,
};

function headersOf({
  code,
  retryAfterMs,
  rateLimit,
}: Pick<ToldError, 'code' | 'retryAfterMs' | 'rateLimit'>): Record<string, string> {
  return {
    ...(rateLimit && rateLimitHeaders(rateLimit)),
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) }),
    ...(code === 'unauthenticated' && { 'www-authenticate': 'Bearer realm="postrider"' }),
  };
}
