import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { IsArray, IsIn, IsInt, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { Described, DescribedCount, ENVIRONMENTS, SAYS, type Environment } from '#libs/contracts';
import { logIn, type LoggedIn } from '../../../../application/users/log-in.ts';
import {
  AccessTokens,
  LoginFailures,
  Passwords,
  RefreshTokens,
  Sessions,
  Users,
} from '../../../../application/users/ports.ts';
import { logOut, refreshSession } from '../../../../application/users/refresh-session.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { SCOPES, TokenBucket, type Principal, type Scope } from '../../../../application/ports.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';

export class LoginBody {
  @Described('As given when the user was created; case does not matter.', 'admin')
  @MaxLength(128)
  @MinLength(1)
  @IsString()
  username!: string;

  @Described('The password.', 'correct horse battery staple')
  @MaxLength(256)
  @MinLength(1)
  @IsString()
  password!: string;
}

export class RefreshBody {
  @Described(
    'As the last log-in or refresh gave it.',
    'rt_01JD3C4V5W6X7Y8Z9A0B1C2D3E_1_K6Wm0v2pQ3rS4tU5vW6xY7zA8bC9dE0fG1hI2jK3lM4',
  )
  @MaxLength(4_096)
  @MinLength(1)
  @IsString()
  refresh_token!: string;
}

export class TokenAnswer {
  @Described('Send it as a Bearer token.') @IsString() access_token!: string;
  @Described('Always this.') @IsIn(['Bearer']) token_type!: 'Bearer';
  @DescribedCount('Seconds.') @IsInt() expires_in!: number;
  @Described('For the next tokens; it is valid once.') @IsString() refresh_token!: string;
}

export class CallerAnswer {
  @Described('The kind of credential.') @IsIn(['key', 'user']) kind!: Principal['kind'];
  @Described('Of the key or user.') @IsString() id!: string;
  @Described('The tenant it belongs to.', '00000001') @IsString() tenant!: string;
  @Described('What it may do.') @IsArray() @IsIn(SCOPES, { each: true }) scopes!: readonly Scope[];
  @Described(...SAYS.environment) @IsOptional() @IsIn(ENVIRONMENTS) environment?: Environment;
  @Described('Of a user.', 'admin') @IsOptional() @IsString() username?: string;
  @Described('Of a user.', 'owner') @IsOptional() @IsString() role?: string;
}

@Controller('api/v1/auth')
export class AuthController {
  constructor(
    readonly users: Users,
    readonly tenants: Tenants,
    readonly failures: LoginFailures,
    readonly passwords: Passwords,
    readonly tokens: AccessTokens,
    readonly sessions: Sessions,
    readonly refreshTokens: RefreshTokens,
    readonly audit: AuditLog,
    readonly bucket: TokenBucket,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Allow('anyone')
  @Operation({
    id: 'logIn',
    summary: 'Get an access token for a user',
    description: 'From the fifth failure in a row on, an account waits before the next try: 1 s, doubling up to 60 s.',
    body: LoginBody,
    examples: { admin: exampleOf(LoginBody, 'username', 'password') },
    answer: TokenAnswer,
    answers: 'The token.',
    errors: ['unauthenticated', 'too_many_attempts', 'service_unavailable'],
  })
  async login(@ClientIp() clientIp: string, @JsonBody(SMALL_SHAPE) body: JsonObject): Promise<TokenAnswer> {
    return tokenAnswer(await logIn(this, fieldsFrom(LoginBody, body), clientIp));
  }

  @Post('refresh')
  @HttpCode(200)
  @Allow('anyone')
  @Operation({
    id: 'refreshTokens',
    summary: 'Get the next access token and refresh token',
    description:
      'A refresh token is used up by this call. Within 10 s it may be sent again and gets the same next token; later the whole session ends, since somebody has a copy.',
    body: RefreshBody,
    examples: { one: exampleOf(RefreshBody, 'refresh_token') },
    answer: TokenAnswer,
    answers: 'The tokens.',
    errors: ['unauthenticated', 'service_unavailable'],
  })
  async refresh(@ClientIp() clientIp: string, @JsonBody(SMALL_SHAPE) body: JsonObject): Promise<TokenAnswer> {
    const { refresh_token: token } = fieldsFrom(RefreshBody, body);
    return tokenAnswer(await refreshSession(this, token, clientIp));
  }

  @Post('logout')
  @HttpCode(204)
  @Allow('anyone')
  @Operation({
    id: 'logOut',
    summary: 'End a session',
    description: 'It can no longer be refreshed. Its access token is valid until it ends by itself.',
    body: RefreshBody,
    examples: { one: exampleOf(RefreshBody, 'refresh_token') },
    answers: 'The session has ended.',
    errors: ['service_unavailable'],
  })
  logOut(@ClientIp() clientIp: string, @JsonBody(SMALL_SHAPE) body: JsonObject): Promise<void> {
    return logOut(this, fieldsFrom(RefreshBody, body).refresh_token, clientIp);
  }

  @Get('me')
  @Allow('signed_in')
  @Operation({
    id: 'getCaller',
    summary: 'The owner of the credential, and its scopes',
    answer: CallerAnswer,
    answers: 'The caller.',
  })
  me(@Caller() { kind, id, tenant, scopes, environment, username, role }: Principal): CallerAnswer {
    return { kind, id, tenant, scopes, ...(environment && { environment }), ...(username && { username, role }) };
  }
}

const tokenAnswer = ({ accessToken, lifeSeconds, refreshToken }: LoggedIn): TokenAnswer => ({
  access_token: accessToken,
  token_type: 'Bearer',
  expires_in: lifeSeconds,
  refresh_token: refreshToken,
});
