import { isUtf8 } from 'node:buffer';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isInUtf8, PostriderError } from '#libs/kernel';
import { fieldsFrom } from './check-fields.ts';
import type { JsonObject } from './json-object.ts';
import { namesIn, shapeOf, type ShapeLimits } from './json-shape.ts';
import { takes } from './takes.ts';

/** The body as a JSON object. It is read after the guard, so that bodies of refused callers are not parsed. */
export const JsonBody = takes('body', (limits: ShapeLimits, context: ExecutionContext): JsonObject => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  checkMediaType(request);
  return parseObject(request.body, limits);
});

/** The same if a body may be left out: then it has no fields. */
export const OptionalJsonBody = takes('optional body', (limits: ShapeLimits, context: ExecutionContext): JsonObject => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (!isBytes(request.body)) return {};
  checkMediaType(request);
  return parseObject(request.body, limits);
});

/** For a call without fields: a body without fields is allowed. */
export const NoBody = takes('no body', (_: unknown, context: ExecutionContext): void => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (!isBytes(request.body)) return;
  checkMediaType(request);
  const body = parseObject(request.body, SMALL_SHAPE);
  if (Object.keys(body).length > 0) fieldsFrom(Nothing, body);
});

class Nothing {}

/** A body of one object: three levels are in use. */
export const SMALL_SHAPE: ShapeLimits = { maxDepth: 16, maxMembers: 100, maxContainers: 1_000 };

/** 200 rules with their lists. */
export const POLICY_SHAPE: ShapeLimits = { maxDepth: 16, maxMembers: 100, maxContainers: 6_000 };

/** 5,000 messages with their metadata, and room for an error about too many. */
export const BATCH_SHAPE: ShapeLimits = { maxDepth: 16, maxMembers: 100, maxContainers: 20_000 };

function checkMediaType({ headers, body }: FastifyRequest): void {
  const type = headers['content-type'];
  const encoding = headers['content-encoding'] ?? 'identity';
  const plain = type === undefined ? !isBytes(body) : isInUtf8(type, 'application/json');
  if (!plain || encoding.toLowerCase() !== 'identity')
    throw new PostriderError('unsupported_media_type', 'Send application/json in UTF-8, without a Content-Encoding.');
}

/** Bytes to an object; anything else is refused with a reason that repeats none of it. */
export function parseObject(body: unknown, limits: ShapeLimits): JsonObject {
  if (!isBytes(body)) throw invalidJson('The body is empty.');
  if (!isUtf8(body)) throw invalidJson('The body is not UTF-8.');

  const { problem, names } = shapeOf(body, limits);
  if (problem === 'too_many_elements' && limits === BATCH_SHAPE) throw new PostriderError('invalid_batch', BATCH_SIZE);
  if (problem !== undefined) throw invalidJson(`The body has ${problem.replaceAll('_', ' ')}.`);
  const value = parse(body);
  if (namesIn(value) < names) throw invalidJson('An object of the body has a name twice; send each name once.');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidJson('The body must be one JSON object.');
  return value as JsonObject;
}

export const BATCH_SIZE = 'A batch takes 1 to 5,000 messages.';

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw invalidJson('The body is not well-formed JSON.');
  }
}

const isBytes = (body: unknown): body is Buffer => Buffer.isBuffer(body) && body.length > 0;

const invalidJson = (detail: string): PostriderError => new PostriderError('invalid_json', detail);
