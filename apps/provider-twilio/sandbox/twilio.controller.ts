import { All, Controller, Delete, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  VendorCalls,
  jsonAnswer,
  one,
  readForm,
  type Answer,
  type Form,
  type Text,
  type VendorCall,
} from '#libs/sandbox-kit';
import type { TwilioAccount } from './accounts.ts';
import { deleteMessage, updateMessage } from './change-message.ts';
import { createMessage } from './create-message.ts';
import { accountJson, balanceJson } from './account-json.ts';
import { twilioError } from './errors.ts';
import { listMessages } from './list-messages.ts';
import { API_VERSION, messageJson } from './message-json.ts';
import { Twilio } from './twilio.ts';

interface Params {
  readonly account?: string;
  readonly file?: string;
}

/** Twilio's Messages API as on its own host; nothing here throws, because Twilio's own errors are answers. */
@Controller(`${API_VERSION}/Accounts/:account`)
export class TwilioController {
  constructor(
    private readonly calls: VendorCalls,
    private readonly twilio: Twilio,
  ) {}

  @Post('Messages.json')
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { form } = readForm(request);
    return this.serve('create', request, reply, (account) => createMessage(this.twilio, account, form));
  }

  @Get('Messages.json')
  list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = request.query as Form;
    return this.serve('list', request, reply, (account) => listMessages(this.twilio, account, query));
  }

  @Get('Messages/:file')
  fetch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { price } = this.twilio.room.settings;
    return this.serveOne('fetch', request, reply, (text) => jsonAnswer(200, messageJson(text, price)));
  }

  @Post('Messages/:file')
  update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { form } = readForm(request);
    return this.serveOne('update', request, reply, (text) => updateMessage(this.twilio, text, form));
  }

  @Delete('Messages/:file')
  delete(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serveOne('delete', request, reply, (text) => deleteMessage(this.twilio, text));
  }

  @Get()
  account(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve('account', request, reply, (account) => jsonAnswer(200, accountJson(account)));
  }

  @Get('Balance.json')
  balance(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve('account', request, reply, ({ sid }) => jsonAnswer(200, balanceJson(sid)));
  }

  @All('*')
  other(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve('other', request, reply, () => notFound(request));
  }

  private serveOne(
    operation: string,
    request: FastifyRequest,
    reply: FastifyReply,
    perform: (text: Text) => Answer,
  ): Promise<void> {
    const { file = '' } = request.params as Params;
    return this.serve(operation, request, reply, (account) => {
      if (account.kind === 'test') return twilioError(20008);
      const text = file.endsWith('.json') ? this.twilio.ledger.texts.get(file.slice(0, -5)) : undefined;
      return text && text.account === account.sid && !text.deleted ? perform(text) : notFound(request);
    });
  }

  private serve(
    operation: string,
    request: FastifyRequest,
    reply: FastifyReply,
    perform: (account: TwilioAccount) => Answer | Promise<Answer>,
  ): Promise<void> {
    const { raw, form } = readForm(request);
    const account = (request.params as Params).account?.replace(/\.json$/, '');
    const to = one(form, 'To') || one(request.query as Form, 'To') || undefined;
    const guarded = (): Answer | Promise<Answer> => {
      const caller = this.twilio.accounts.authenticated(request.headers.authorization);
      if (!caller) return unauthenticated(request.headers.authorization === undefined);
      if (caller.kind === 'test' && operation === 'account') return twilioError(20008);
      if (caller.sid !== account) return notFound(request);
      return caller.suspended ? twilioError(20005) : perform(caller);
    };
    const call: VendorCall = { operation, to, account, raw, parsed: form, perform: guarded };
    return this.calls.serve(this.twilio.room, call, request, reply);
  }
}

const notFound = (request: FastifyRequest): Answer =>
  twilioError(20404, { what: `The requested resource ${request.url.split('?', 1)[0]} was not found` });

function unauthenticated(noCredentials: boolean): Answer {
  const detail = 'Your AccountSid or AuthToken was incorrect.';
  const what = `Authentication Error - ${noCredentials ? 'No credentials provided' : 'invalid username'}`;
  return twilioError(20003, { what, detail, headers: { 'www-authenticate': 'Basic realm="Twilio API"' } });
}
