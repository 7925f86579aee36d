import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { own } from '#libs/kernel';
import { one, readForm, VendorCalls, type Answer, type Form } from '#libs/sandbox-kit';
import { nameOf, type KavenegarAccount } from './accounts.ts';
import { refusal } from './answers.ts';
import { Kavenegar } from './kavenegar.ts';
import { lookUp } from './look-up.ts';
import { e164Of } from './numbers.ts';
import { accountConfig, accountInfo, cancel, receive, status, statusByLocalId, statusByReceptor } from './queries.ts';
import { send, sendArray } from './send.ts';

type Perform = (kavenegar: Kavenegar, account: KavenegarAccount, form: Form) => Answer | Promise<Answer>;

const METHODS: Readonly<Record<string, Perform>> = {
  'sms/send': send,
  'sms/sendarray': sendArray,
  'verify/lookup': lookUp,
  'sms/status': status,
  'sms/statuslocalmessageid': statusByLocalId,
  'sms/statusbyreceptor': statusByReceptor,
  'sms/cancel': cancel,
  'sms/receive': receive,
  'account/info': accountInfo,
  'account/config': accountConfig,
  // They need an address on the allow-list of the panel.
  'sms/select': () => refusal(407),
  'sms/selectoutbox': () => refusal(407),
  'sms/latestoutbox': () => refusal(407),
};
const SENDS = ['sms/send', 'sms/sendarray', 'verify/lookup'];

interface Params {
  readonly key: string;
  readonly scope: string;
  readonly file: string;
}

/** Kavenegar's API as on its own host, by GET and by POST; nothing here throws, because its errors are answers. */
@Controller('v1/:key/:scope/:file')
export class KavenegarController {
  constructor(
    private readonly calls: VendorCalls,
    private readonly kavenegar: Kavenegar,
  ) {}

  @All()
  call(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { key, scope, file } = request.params as Params;
    const { raw, form: inBody } = readForm(request);
    const form = { ...(request.query as Form), ...inBody };
    const method = file.endsWith('.json') ? `${scope}/${file.slice(0, -5)}`.toLowerCase() : '';
    const operation = SENDS.includes(method) ? 'create' : method.split('/')[1] || 'other';
    const to = e164Of(one(form, 'receptor').split(',')[0]!);
    const path = request.url.replace(`/${key}/`, '/***/');
    const perform = () => this.perform(key, method, request.method, form);
    const call = { operation, account: nameOf(key), path, raw, parsed: form, perform, ...(to && { to }) };
    return this.calls.serve(this.kavenegar.room, call, request, reply);
  }

  private perform(key: string, method: string, verb: string, form: Form): Answer | Promise<Answer> {
    const account = this.kavenegar.accounts.get(key);
    if (!account) return refusal(403);
    if (account.disabled) return refusal(401);
    const perform = own(METHODS, method);
    if (!perform) return refusal(404);
    if (verb !== 'POST' && (verb !== 'GET' || method === 'sms/sendarray')) return refusal(405);
    return perform(this.kavenegar, account, form);
  }
}
