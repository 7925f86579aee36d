import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PostriderError } from '#libs/kernel';
import {
  readMessage,
  readRequest,
  submit,
  vendorAccount,
  type MessageQuery,
  type MessageView,
  type RequestQuery,
  type RequestView,
  type SubmitReply,
  type SubmitRequest,
} from '#libs/contracts';
import { Bus } from '#libs/messaging';
import { currentTrace, runWithTrace } from '#libs/observability';
import { Dispatcher } from '../../application/ports.ts';
import { answered } from './answered.ts';

const DISPATCHER = 'The dispatcher';

@Injectable()
export class BusDispatcher extends Dispatcher {
  constructor(private readonly bus: Bus) {
    super();
  }

  submit(request: SubmitRequest, timeoutMs: number): Promise<SubmitReply> {
    return asked(request.tenant, () => this.bus.call(submit, request, { timeoutMs }));
  }

  message(query: MessageQuery): Promise<MessageView> {
    return asked(query.tenant, () => this.bus.call(readMessage, query));
  }

  request(query: RequestQuery): Promise<RequestView> {
    return asked(query.tenant, () => this.bus.call(readRequest, query));
  }

  async knowsCallback(vendor: string, secret: string): Promise<boolean> {
    const callback_key = createHash('sha256').update(secret).digest('hex');
    try {
      await answered(DISPATCHER, this.bus.call(vendorAccount, { vendor, callback_key }));
      return true;
    } catch (error) {
      if (error instanceof PostriderError && error.code === 'not_found') return false;
      throw error;
    }
  }
}

/** The tenant travels in a header beside the trace. */
function asked<Reply>(tenant: string, call: () => Promise<Reply>): Promise<Reply> {
  return answered(DISPATCHER, runWithTrace({ ...currentTrace(), tenant }, call));
}
