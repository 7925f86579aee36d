import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clock, own } from '#libs/kernel';
import { VendorCalls, one, readForm, type Answer } from '#libs/sandbox-kit';
import { filterLogEvents, logsError, logsVoice, UNSIGNED_LOGS } from './filter-log-events.ts';
import { publish } from './publish.ts';
import { queryError, UNSIGNED } from './query-answers.ts';
import { claimedKey, verdictOn, type Verdict } from './signature-v4.ts';
import { SMS_ACTIONS } from './sms-attributes.ts';
import { Sns } from './sns.ts';

const LOGS = 'Logs_20140328.';

/** Amazon's APIs, which all begin with a POST to `/`: SNS in its Query protocol, CloudWatch Logs in JSON. */
@Controller()
export class AwsController {
  constructor(
    private readonly calls: VendorCalls,
    private readonly sns: Sns,
  ) {}

  @Post()
  @HttpCode(200)
  call(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const target = request.headers['x-amz-target'];
    return typeof target === 'string' && target.startsWith(LOGS)
      ? this.logs(target.slice(LOGS.length), request, reply)
      : this.query(request, reply);
  }

  private query(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { raw, form } = readForm(request);
    const action = one(form, 'Action');
    const perform = (): Answer | Promise<Answer> => {
      const verdict = this.verdict(request, 'sns');
      if (verdict !== 'genuine') return queryError(UNSIGNED[verdict].code, UNSIGNED[verdict]);
      if (action === 'Publish') return publish(this.sns, this.sns.account!.id, form);
      return own(SMS_ACTIONS, action)?.(this.sns, form) ?? queryError('InvalidAction');
    };
    const operation = action === 'Publish' ? 'create' : action || 'other';
    const to = one(form, 'PhoneNumber') || one(form, 'phoneNumber') || undefined;
    const account = claimedKey(request.headers.authorization);
    return this.calls.serve(this.sns.room, { operation, to, account, raw, parsed: form, perform }, request, reply);
  }

  private logs(action: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { raw } = readForm(request);
    const parsed = jsonIn(raw);
    const perform = (): Answer => {
      const verdict = this.verdict(request, 'logs');
      if (verdict !== 'genuine') return logsError(UNSIGNED_LOGS[verdict], 'The request is not signed as it must be.');
      if (action !== 'FilterLogEvents') return logsError('UnknownOperationException', 'There is no such operation.');
      return parsed ? filterLogEvents(this.sns.log, parsed) : logsError('SerializationException', 'This is not JSON.');
    };
    const call = { operation: action, account: claimedKey(request.headers.authorization), voice: logsVoice };
    return this.calls.serve(this.sns.room, { ...call, raw, parsed, perform }, request, reply);
  }

  private verdict(request: FastifyRequest, service: string): Verdict {
    const { method, url, headers } = request;
    const key = this.sns.account && { ...this.sns.account, service };
    return verdictOn({ method, url, headers, body: readForm(request).bytes }, key, clock.now());
  }
}

function jsonIn(raw: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
