import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { logIn } from '../../application/log-in.ts';
import {
  AccessTokens,
  AuditLog,
  LoginFailures,
  Passwords,
  TokenBucket,
  Users,
  type Principal,
} from '../../application/ports.ts';
import { Allow, Caller, From } from './access.ts';
import { fieldsFrom } from './check-fields.ts';
import { JsonBody, SMALL_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import { Shown } from './openapi/shown.ts';

export class LoginBody {
  @Shown('As given when the user was made; case does not matter.', 'admin')
  @MaxLength(128)
  @MinLength(1)
  @IsString()
  username!: string;

  @Shown('The password.', 'correct horse battery staple')
  @MaxLength(256)
  @MinLength(1)
  @IsString()
  password!: string;
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

@Controller('api/v1/auth')
export class AuthController {
  constructor(
    readonly users: Users,
    readonly failures: LoginFailures,
    readonly passwords: Passwords,
    readonly tokens: AccessTokens,
    readonly audit: AuditLog,
    readonly bucket: TokenBucket,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Allow('anyone')
  async login(@From() from: string, @JsonBody(SMALL_SHAPE) body: JsonObject): Promise<TokenAnswer> {
    const { accessToken, lifeSeconds } = await logIn(this, fieldsFrom(LoginBody, body), from);
    return { access_token: accessToken, token_type: 'Bearer', expires_in: lifeSeconds };
  }

  @Get('me')
  @Allow('signed_in')
  me(@Caller() { kind, id, tenant, scopes, environment, username, role }: Principal) {
    return { kind, id, tenant, scopes, ...(environment && { environment }), ...(username && { username, role }) };
  }
}
