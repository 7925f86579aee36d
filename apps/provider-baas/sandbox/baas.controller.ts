import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm, VendorCalls, type Answer } from '#libs/sandbox-kit';
import { Baas, wordOf } from './baas.ts';
import { done, refused, VOICES } from './envelopes.ts';
import { inE164, recipientsIn, type Kind } from './read-message.ts';

const FIRST_PATHS = '/message/';

/** BaaS's API under both of its paths. */
@Controller(['message', 'api/message'])
export class BaasController {
  constructor(
    private readonly calls: VendorCalls,
    private readonly baas: Baas,
  ) {}

  @Post('sms')
  sms(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.create('sms', request, reply);
  }

  @Post('mms')
  mms(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.create('mms', request, reply);
  }

  @Get('send_history/sms/:group/messages')
  history(@Param('group') group: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { mode } = this.baas;
    return this.serve({ operation: 'history', parsed: { group } }, request, reply, () => {
      if (!mode.history) return refused(mode.envelope, { code: 'NOT_IMPLEMENTED', status: 404 });
      const rows = this.baas.textsOf(group).map(({ to, status, errorCode }) => ({
        phone: `0${to.slice(3, 5)}-${to.slice(5, 9)}-${to.slice(9)}`,
        name: '',
        result: wordOf(status),
        reason: errorCode === undefined ? null : String(errorCode),
      }));
      return done(mode.envelope, rows);
    });
  }

  private create(kind: Kind, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const body = asObject(request.body);
    const [phone] = recipientsIn(body['recipients']);
    const call = { operation: 'create', parsed: body, ...(phone && { to: inE164(phone) }) };
    return this.serve(call, request, reply, () => {
      const { account, mode } = this.baas;
      const project = body['project_id'];
      if (request.url.startsWith(FIRST_PATHS) && project === undefined)
        return refused(mode.envelope, { code: 'MISSING_PROJECT_ID', status: 400, field: 'project_id' });
      if (project !== undefined && project !== account?.projectId)
        return refused(mode.envelope, { code: 'INVALID_PROJECT_ID', status: 400, field: 'project_id' });
      return this.baas.take(kind, body);
    });
  }

  private serve(
    call: { readonly operation: string; readonly to?: string; readonly parsed: unknown },
    request: FastifyRequest,
    reply: FastifyReply,
    perform: () => Answer | Promise<Answer>,
  ): Promise<void> {
    const { mode, account, room } = this.baas;
    const guarded = (): Answer | Promise<Answer> => {
      if (mode.paths !== 'both' && !request.url.startsWith(`${mode.paths}/`))
        return refused(mode.envelope, { code: 'NOT_FOUND', status: 404 });
      if (!account || keyOf(request) !== account.apiKey)
        return refused(mode.envelope, { code: 'UNAUTHORIZED', status: 401 });
      return perform();
    };
    const { raw } = readForm(request);
    return this.calls.serve(room, { ...call, raw, voice: VOICES[mode.envelope], perform: guarded }, request, reply);
  }
}

/** In any of the headers that public versions of BaaS name. */
const keyOf = ({ headers }: FastifyRequest): unknown =>
  headers['x-api-key'] ?? headers['x_api_key'] ?? headers.authorization?.replace(/^Bearer /, '');

const asObject = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
