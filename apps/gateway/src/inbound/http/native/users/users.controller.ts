import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { AuditLog } from '../../../../application/audit/ports.ts';
import type { Principal } from '../../../../application/ports.ts';
import {
  changeUser,
  createUser,
  deleteUser,
  listUsers,
  readUser,
  setPassword,
} from '../../../../application/users/manage-users.ts';
import { LeakedPasswords, Passwords, Sessions, Users, UserTokens } from '../../../../application/users/ports.ts';
import { renewUserToken } from '../../../../application/users/user-token.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { changeFrom, fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PAGE, pageOf, type PageWanted } from '../../request/pages.ts';
import { USER_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { UserAnswer, userAnswer, UserList, UserTokenAnswer } from './answers.ts';
import { ChangeUserBody, CreateUserBody, PasswordBody } from './user-bodies.ts';

@Controller('api/v1/users')
export class UsersController {
  constructor(
    readonly users: Users,
    readonly sessions: Sessions,
    readonly passwords: Passwords,
    readonly leaked: LeakedPasswords,
    readonly userTokens: UserTokens,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('users:write')
  @Operation({ id: 'listUsers', summary: 'The users of the tenant', answer: UserList, answers: 'A page of users.' })
  async list(@Caller() caller: Principal, @Query(new QueryOf(PAGE)) page: PageWanted): Promise<UserList> {
    const list = { tenant: caller.tenant, list: 'users' };
    const { data, next_cursor } = pageOf(await listUsers(this, caller), ({ id }) => id, page, this.cursors, list);
    return { data: data.map(userAnswer), next_cursor };
  }

  @Post()
  @Allow('users:write')
  @Operation({
    id: 'createUser',
    summary: 'Create a user',
    body: CreateUserBody,
    examples: { operator: exampleOf(CreateUserBody, 'username', 'password', 'role') },
    answer: UserAnswer,
    answers: 'The user.',
    errors: ['weak_password', 'name_taken', 'insufficient_scope', 'limit_reached', 'too_many_attempts'],
  })
  async create(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<UserAnswer> {
    return userAnswer(await createUser(this, caller, fieldsFrom(CreateUserBody, body), clientIp));
  }

  @Get(':id')
  @Allow('users:write')
  @Operation({ id: 'getUser', summary: 'Read a user', answer: UserAnswer, answers: 'The user.' })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', USER_ID) id: string,
  ): Promise<UserAnswer> {
    return userAnswer(await readUser(this, caller, id, clientIp));
  }

  @Patch(':id')
  @Allow('users:write')
  @Operation({
    id: 'changeUser',
    summary: 'Change what a user may do, or disable a user',
    description:
      'Every gateway applies it within 5 seconds. A user cannot disable themself or change their own role. One active owner is always left, and one active installation administrator.',
    body: { ...schemaOf(ChangeUserBody), minProperties: 1 },
    examples: { viewer: exampleOf(ChangeUserBody, 'role') },
    answer: UserAnswer,
    answers: 'The user now.',
    errors: ['insufficient_scope', 'not_oneself', 'last_owner', 'last_administrator'],
  })
  async change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', USER_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<UserAnswer> {
    return userAnswer(await changeUser(this, caller, { id, ...changeFrom(ChangeUserBody, body) }, clientIp));
  }

  @Put(':id/password')
  @HttpCode(204)
  @Allow('users:write')
  @Operation({
    id: 'setPassword',
    summary: 'Set the password of a user',
    description:
      'The user is logged out everywhere: sessions can no longer be refreshed, and the lasting token is refused.',
    body: PasswordBody,
    examples: { one: exampleOf(PasswordBody, 'password') },
    answers: 'It is set.',
    errors: ['weak_password', 'insufficient_scope', 'too_many_attempts'],
  })
  setPassword(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', USER_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<void> {
    const { password } = fieldsFrom(PasswordBody, body);
    return setPassword(this, caller, { id, password }, clientIp);
  }

  @Post(':id/token')
  @HttpCode(200)
  @Allow('signed_in')
  @Operation({
    id: 'renewUserToken',
    summary: "Renew a user's lasting token",
    description:
      'Every user has one token that does not expire, which the panel gives at a log-in. When this call is answered, every gateway refuses the one before. A user renews their own; others take users:write. A session of the console renews none.',
    answer: UserTokenAnswer,
    answers: 'The next token.',
    errors: ['insufficient_scope'],
  })
  async renewToken(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', USER_ID) id: string,
  ): Promise<UserTokenAnswer> {
    const { user, token } = await renewUserToken(this, caller, id, clientIp);
    return { user_id: user.id, token };
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('users:write')
  @Operation({
    id: 'deleteUser',
    summary: 'Delete a user',
    description:
      'Every gateway refuses the user within 5 seconds. A user cannot delete themself. One active owner is always left.',
    answers: 'The user is deleted.',
    errors: ['insufficient_scope', 'not_oneself', 'last_owner', 'last_administrator'],
  })
  delete(@Caller() caller: Principal, @ClientIp() clientIp: string, @Param('id', USER_ID) id: string): Promise<void> {
    return deleteUser(this, caller, id, clientIp);
  }
}
