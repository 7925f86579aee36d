import { Controller, Get, Param, Query } from '@nestjs/common';
import { isRequestId, PostriderError, type FieldError } from '#libs/kernel';
import { AuditLog, Dispatcher, type Principal } from '../../application/ports.ts';
import { readRequest } from '../../application/read-message.ts';
import { Allow, Caller, From } from './access.ts';
import { requestAnswer, type RequestAnswer } from './answers.ts';
import { refusalOf } from './check-fields.ts';
import { Cursors } from './cursors.ts';

const DEFAULT_LIMIT = 50;
const LIMIT = /^(?:[1-9]|[1-9]\d|100)$/;

@Controller('api/v1/requests')
export class RequestsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get(':id')
  @Allow('messages:read')
  async read(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<RequestAnswer> {
    if (!isRequestId(id)) throw new PostriderError('invalid_id', 'A request id is a ulid.');
    const { limit, cursor } = pageFrom(query);
    const after = cursor === undefined ? undefined : this.cursors.open(caller.tenant, id, cursor);

    const view = await readRequest(this, caller, { id, limit, ...(after !== undefined && { after }) }, from);
    return requestAnswer(view, (position) => this.cursors.seal(caller.tenant, id, position));
  }
}

function pageFrom({ limit = String(DEFAULT_LIMIT), cursor, ...others }: Readonly<Record<string, unknown>>) {
  const errors: FieldError[] = Object.keys(others)
    .slice(0, 20)
    .map(() => ({ field: 'query', code: 'unknown_field', message: 'Only limit and cursor are known here.' }));
  if (typeof limit !== 'string' || !LIMIT.test(limit))
    errors.push({ field: 'limit', code: 'invalid_field', message: 'limit must be a whole number from 1 to 100.' });
  if (cursor !== undefined && typeof cursor !== 'string')
    errors.push({ field: 'cursor', code: 'invalid_field', message: 'cursor must be given once.' });
  if (errors.length > 0) throw refusalOf(errors);
  return { limit: Number(limit), cursor: cursor as string | undefined };
}
