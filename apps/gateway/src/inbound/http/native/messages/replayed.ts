import type { FastifyReply } from 'fastify';
import type { Schema } from '../../openapi/schema-of.ts';

export const REPLAYED: Schema = {
  'Idempotent-Replayed': {
    description: 'true if this is the answer of an earlier call.',
    schema: { type: 'string', enum: ['true'] },
  },
};

export function markReplay(response: FastifyReply, replayed: boolean): void {
  if (replayed) void response.header('Idempotent-Replayed', 'true');
}
