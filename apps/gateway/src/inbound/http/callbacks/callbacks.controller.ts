import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PostriderError, type ErrorCode } from '#libs/kernel';
import { ANSWER_TYPES, type CallbackRequest } from '#libs/contracts';
import { Dispatcher, Vendors } from '../../../application/ports.ts';
import { takeCallback } from '../../../application/callbacks/take-callback.ts';
import { Allow } from '../server/access.ts';
import { Operation, type OperationText } from '../openapi/operation.ts';
import { PathPart } from '../request/path-ids.ts';

const LONGEST_SECRET = 256;
const LONGEST_URL = 4_096;
const LONGEST_ANSWER = 4_096;
const SIGNATURE_HEADER = /^x-.*-signature/;

const VENDOR = new PathPart('Whose callback.', (given) => given);
const SECRET = new PathPart('Of the vendor account.', (given) => given);
const CALLBACK: Omit<OperationText, 'id'> = {
  summary: 'Vendors report what happened to a message, and hand over texts that people sent',
  description: "Give this address to a vendor; it is not for callers. The vendor's own signature is checked.",
  answers: 'Stored, and opt-outs are in force. The body is empty, or what this vendor wants as an answer.',
  answerType: ANSWER_TYPES,
  errors: ['malformed_callback', 'invalid_signature', 'not_found', 'request_too_large', 'service_unavailable'],
};

/** Vendors call here. The content is passed to their adapter unread. */
@Controller('callbacks/:vendor/:secret')
export class CallbacksController {
  constructor(
    readonly vendors: Vendors,
    readonly dispatcher: Dispatcher,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('anyone')
  @Operation({ ...CALLBACK, id: 'postCallback', body: {}, bodyType: '*/*' })
  post(
    @Param('vendor', VENDOR) vendor: string,
    @Param('secret', SECRET) secret: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<string | undefined> {
    return this.take(vendor, secret, request, response);
  }

  @Get()
  @HttpCode(200)
  @Allow('anyone')
  @Operation({ ...CALLBACK, id: 'getCallback' })
  get(
    @Param('vendor', VENDOR) vendor: string,
    @Param('secret', SECRET) secret: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<string | undefined> {
    return this.take(vendor, secret, request, response);
  }

  private async take(
    vendor: string,
    secret: string,
    request: FastifyRequest,
    response: FastifyReply,
  ): Promise<string | undefined> {
    try {
      const answer = await takeCallback(this, vendor, callbackFrom(secret, request));
      if (!answer || !ANSWER_TYPES.includes(answer.content_type)) return undefined;
      void response.type(`${answer.content_type}; charset=utf-8`);
      return answer.body.slice(0, LONGEST_ANSWER);
    } catch (error) {
      throw withoutHint(error);
    }
  }
}

function callbackFrom(secret: string, { url, headers, body }: FastifyRequest): CallbackRequest {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  if (secret.length > LONGEST_SECRET || url.length > LONGEST_URL)
    throw new PostriderError('not_found', 'There is nothing at this address.');
  if (!isUtf8(bytes)) throw new PostriderError('malformed_callback', MALFORMED);
  return { secret, url, headers: forwardedHeaders(headers), body: bytes.toString() };
}

/** The signature and the headers it needs; no credentials, cookies or addresses. */
function forwardedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const wanted = Object.entries(headers).filter(([name]) => name === 'content-type' || SIGNATURE_HEADER.test(name));
  return Object.fromEntries(wanted.map(([name, value]) => [name, String(value)]));
}

const MALFORMED = 'The callback is not in the form of this vendor.';
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  invalid_signature: 'The callback is not authentic.',
  malformed_callback: MALFORMED,
};

/** A forger gets the code and no reason. */
function withoutHint(error: unknown): unknown {
  const sentence = error instanceof PostriderError ? SENTENCES[error.code] : undefined;
  return sentence === undefined ? error : new PostriderError((error as PostriderError).code, sentence);
}
