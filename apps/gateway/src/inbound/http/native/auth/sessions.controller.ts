import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { PostriderError } from '#libs/kernel';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { TokenBucket, type Principal } from '../../../../application/ports.ts';
import { endOwnSession, listOwnSessions, logInAtConsole } from '../../../../application/users/console-session.ts';
import { LoginFailures, Passwords, SessionCookies, Sessions, Users } from '../../../../application/users/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PAGE, pageOf, type PageWanted } from '../../request/pages.ts';
import { SESSION_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { Browser, type BrowserCall } from '../../server/session-cookie.ts';
import { LoginBody } from './auth.controller.ts';
import { SessionAnswer, sessionAnswer, SessionList } from './session-answers.ts';

@Controller('api/v1/auth')
export class SessionsController {
  constructor(
    readonly users: Users,
    readonly tenants: Tenants,
    readonly failures: LoginFailures,
    readonly passwords: Passwords,
    readonly sessions: Sessions,
    readonly cookies: SessionCookies,
    readonly audit: AuditLog,
    readonly bucket: TokenBucket,
    private readonly cursors: Cursors,
  ) {}

  @Post('session')
  @Allow('anyone')
  @Operation({
    id: 'startSession',
    summary: 'Log in at the console, with a cookie',
    description:
      'The cookie is HttpOnly and SameSite=Strict. The session ends after 60 minutes without a call, and after 12 hours. This call, and every call by cookie that changes something, takes our own Origin and the header X-Postrider-Console: 1. Failures wait as those of logIn do.',
    body: LoginBody,
    examples: { admin: exampleOf(LoginBody, 'username', 'password') },
    answer: SessionAnswer,
    answers: 'The session.',
    errors: ['unauthenticated', 'cross_site_request', 'too_many_attempts', 'service_unavailable'],
  })
  async start(
    @Browser() browser: BrowserCall,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<SessionAnswer> {
    browser.refuseCrossSite();
    const session = await logInAtConsole(this, fieldsFrom(LoginBody, body), clientIp);
    browser.setCookie(this.cookies.make(session.id));
    return sessionAnswer(session, session.id);
  }

  @Delete('session')
  @HttpCode(204)
  @Allow('signed_in')
  @Operation({
    id: 'endSession',
    summary: 'Log out at the console',
    description: 'Ends the session of the cookie.',
    answers: 'The session has ended.',
    errors: ['not_found'],
  })
  async end(@Browser() browser: BrowserCall, @Caller() caller: Principal, @ClientIp() clientIp: string): Promise<void> {
    if (caller.session === undefined) throw new PostriderError('not_found', 'This credential has no session.');
    await endOwnSession(this, caller, caller.session, clientIp);
    browser.removeCookie();
  }

  @Get('sessions')
  @Allow('signed_in')
  @Operation({
    id: 'listSessions',
    summary: 'The open sessions of the caller',
    description: 'The oldest first. An API key has none.',
    answer: SessionList,
    answers: 'A page of sessions.',
  })
  async list(@Caller() caller: Principal, @Query(new QueryOf(PAGE)) page: PageWanted): Promise<SessionList> {
    const list = { tenant: caller.tenant, list: `sessions|${caller.id}` };
    const own = await listOwnSessions(this, caller);
    const { data, next_cursor } = pageOf(own, ({ id }) => id, page, this.cursors, list);
    return { data: data.map((session) => sessionAnswer(session, caller.session)), next_cursor };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @Allow('signed_in')
  @Operation({
    id: 'endOneSession',
    summary: 'End a session of the caller',
    description:
      'Every gateway refuses its cookie within a second. One with tokens can no longer be refreshed; its access token is valid until it ends by itself.',
    answers: 'The session has ended.',
  })
  endOne(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', SESSION_ID) id: string,
  ): Promise<void> {
    return endOwnSession(this, caller, id, clientIp);
  }
}
