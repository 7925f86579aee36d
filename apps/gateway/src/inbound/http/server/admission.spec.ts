// Real: Fastify as Nest sets it up. Credentials are not checked.
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { admitCallers, type Admission } from './admission.ts';

function fastifyWith(admit: Admission['admit']): FastifyInstance {
  const fastify: FastifyInstance = new FastifyAdapter().getInstance();
  admitCallers(fastify, { admit } as Admission);
  return fastify;
}

const handler = async () => 'in';

test('a route that does not say who may call it cannot be added', () => {
  const fastify = fastifyWith(async () => undefined);

  expect(() => fastify.get('/open-by-mistake', handler)).toThrow('/open-by-mistake does not say who may call it');
});

test('a route is checked with its own access, HEAD like GET, and a public route is not checked', async () => {
  const asked: string[] = [];
  const fastify = fastifyWith(async (access) => void asked.push(access));
  fastify.get('/messages', { config: { access: 'messages:read' } }, handler);
  fastify.get('/health', { config: { access: 'anyone' } }, handler);

  await fastify.inject({ method: 'GET', url: '/messages' });
  await fastify.inject({ method: 'HEAD', url: '/messages' });
  const { body } = await fastify.inject({ method: 'GET', url: '/health' });

  expect({ asked, body }).toEqual({ asked: ['messages:read', 'messages:read'], body: 'in' });
});
