import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { one, VendorCalls, type Answer, type Form, type VendorCall } from '#libs/sandbox-kit';
import { nameOf, type SmsirAccount } from './accounts.ts';
import { done, refusal } from './answers.ts';
import { bodyOf, fieldsOf, listOf, textOf, type Fields } from './fields.ts';
import { e164Of } from './mobiles.ts';
import { list, packs, report, reportOfPack } from './reports.ts';
import { bulk, deleteScheduled, sendByUrl, verify } from './sends.ts';
import { Smsir } from './smsir.ts';

interface Call {
  readonly smsir: Smsir;
  readonly account: SmsirAccount;
  readonly body: Fields;
  readonly query: Form;
  /** The id in the path. */
  readonly id: string;
}

interface Endpoint {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: string;
  readonly perform: (call: Call) => Answer | Promise<Answer>;
}

/** Version 1 of the API. Paths and the names of fields are compared without case. */
const ENDPOINTS: readonly Endpoint[] = [
  of('POST', 'send/verify', 'create', ({ smsir, account, body }) => verify(smsir, account, body)),
  of('POST', 'send/bulk', 'create', ({ smsir, account, body }) => bulk(smsir, account, body, 'bulk')),
  of('POST', 'send/liketolike', 'create', ({ smsir, account, body }) => bulk(smsir, account, body, 'likeToLike')),
  of('GET', 'send', 'create', ({ smsir, account, query }) => sendByUrl(smsir, account, query)),
  of('POST', 'send', 'create', ({ smsir, account, query }) => sendByUrl(smsir, account, query)),
  of('DELETE', 'send/scheduled/(.+)', 'cancel', ({ smsir, account, id }) => deleteScheduled(smsir, account, id)),
  of('GET', 'send/live', 'live', ({ smsir, account, query }) => list(smsir, 'live', account, query)),
  of('GET', 'send/archive', 'archive', ({ smsir, account, query }) => list(smsir, 'archive', account, query)),
  of('GET', 'send/pack', 'pack', ({ smsir, account, query }) => packs(smsir, account, query)),
  of('GET', 'send/pack/(.+)', 'pack', ({ smsir, account, id }) => reportOfPack(smsir, account, id)),
  of('GET', 'send/(\\d+)', 'report', ({ smsir, account, id }) => report(smsir, account, id)),
  of('GET', 'receive/latest', 'received', ({ smsir, account, query }) => smsir.received.latest(account, query)),
  of('GET', 'receive/live', 'received', ({ smsir, account, query }) => smsir.received.list('live', account, query)),
  of('GET', 'receive/archive', 'received', ({ smsir, account, query }) =>
    smsir.received.list('archive', account, query),
  ),
  of('GET', 'credit', 'account', ({ account }) => done(account.credit ?? ENDLESS)),
  of('GET', 'line', 'account', ({ account }) => done(account.lines.map(Number))),
];

const ENDLESS = 100_000;

function of(method: string, path: string, operation: string, perform: Endpoint['perform']): Endpoint {
  return { method, path: new RegExp(`^/v1/${path}/?$`, 'i'), operation, perform };
}

/** Reports and lists are empty for a key of SMS.IR's sandbox. */
const OF_LISTS: readonly string[] = ['live', 'archive', 'pack', 'received'];

/** Nothing here throws, because SMS.IR's own errors are answers. */
@Controller('v1')
export class SmsirController {
  constructor(
    private readonly calls: VendorCalls,
    private readonly smsir: Smsir,
  ) {}

  @All(['send', 'send/*', 'receive/*', 'credit', 'line'])
  serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { raw, parsed } = bodyOf(request);
    const [path = '', search = ''] = request.url.split('?', 2);
    const found = ENDPOINTS.find((it) => it.method === request.method && it.path.test(path));
    const id = decodeURIComponent(found?.path.exec(path)?.[1] ?? '');
    const body = fieldsOf(parsed);
    const query = queryOf(search);
    const account = this.smsir.accounts.get(request.headers['x-api-key'] ?? query['password']);
    const to = toOf(body, query);
    const call: VendorCall = {
      operation: found?.operation ?? 'other',
      ...(to !== undefined && { to }),
      ...(account && { account: nameOf(account) }),
      raw,
      parsed,
      perform: () => {
        if (!account) return refusal(10);
        if (account.refuses !== undefined) return refusal(account.refuses);
        if (!found) return NOT_FOUND;
        const { operation, perform } = found;
        if (account.kind === 'sandbox' && OF_LISTS.includes(operation)) return done([]);
        return perform({ smsir: this.smsir, account, body, query, id });
      },
    };
    return this.calls.serve(this.smsir.room, call, request, reply);
  }
}

const NOT_FOUND: Answer = { status: 404, contentType: 'application/json', body: '' };

const toOf = (body: Fields, query: Form): string | undefined =>
  e164Of(textOf(body, 'mobile') || listOf(body, 'mobiles')[0] || one(query, 'mobile'));

const queryOf = (search: string): Form =>
  Object.fromEntries([...new URLSearchParams(search)].map(([name, value]) => [name.toLowerCase(), value]));
