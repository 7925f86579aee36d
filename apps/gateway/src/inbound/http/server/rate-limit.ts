import type { FastifyReply } from 'fastify';
import type { QuotaState } from '#libs/contracts';
import { clock, type RateLimit } from '#libs/kernel';
import { remainingOf, tightestOf } from '../../../application/ports.ts';
import type { Schema } from '../openapi/schema-of.ts';

/**
 * The three headers that HTTP clients and proxies read today. The newest draft of the IETF joins them into one
 * structured field, which few clients know.
 */
export const rateLimitHeaders = ({ limit, remaining, resetsInMs }: RateLimit): Record<string, string> => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': String(Math.max(1, Math.ceil(resetsInMs / 1_000))),
});

/** Tells the caller of the quota with the least room. */
export function tellRateLimit(response: FastifyReply, quotas: readonly QuotaState[] = []): void {
  const tightest = tightestOf(quotas);
  if (!tightest) return;
  const { limit, resets_at } = tightest;
  const told = { limit, remaining: remainingOf(tightest), resetsInMs: resets_at - clock.now() };
  void response.headers(rateLimitHeaders(told));
}

const count = (description: string): Schema => ({ description, schema: { type: 'integer', minimum: 0 } });

export const RATE_LIMIT: Schema = {
  'RateLimit-Limit': count(
    'Messages of the period, of the limit that has the least room; GET /limits has all of them.',
  ),
  'RateLimit-Remaining': count('Messages that may still be accepted in this period.'),
  'RateLimit-Reset': count('Seconds until the period ends.'),
};
