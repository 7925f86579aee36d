import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PostriderError } from '#libs/kernel';
import {
  cancelMessage,
  cancelRequest,
  readMessage,
  readRequest,
  simulate,
  submit,
  vendorAccount,
  type CancelMessageReply,
  type CancelMessageRequest,
  type CancelRequestReply,
  type CancelRequestRequest,
  type MessageQuery,
  type MessageView,
  type RequestQuery,
  type RequestView,
  type SimulateReply,
  type SimulateRequest,
  type SubmitReply,
  type SubmitRequest,
} from '#libs/contracts';
import { Bus } from '#libs/messaging';
import { Dispatcher } from '../../application/ports.ts';
import { answered, askDispatcher, DISPATCHER } from './answered.ts';

@Injectable()
export class BusDispatcher extends Dispatcher {
  constructor(private readonly bus: Bus) {
    super();
  }

  submit(request: SubmitRequest, timeoutMs: number): Promise<SubmitReply> {
    return askDispatcher(request.tenant, () => this.bus.call(submit, request, { timeoutMs }));
  }

  message(query: MessageQuery): Promise<MessageView> {
    return askDispatcher(query.tenant, () => this.bus.call(readMessage, query));
  }

  request(query: RequestQuery): Promise<RequestView> {
    return askDispatcher(query.tenant, () => this.bus.call(readRequest, query));
  }

  cancelMessage(request: CancelMessageRequest): Promise<CancelMessageReply> {
    return askDispatcher(request.tenant, () => this.bus.call(cancelMessage, request));
  }

  cancelRequest(request: CancelRequestRequest): Promise<CancelRequestReply> {
    return askDispatcher(request.tenant, () => this.bus.call(cancelRequest, request));
  }

  simulate(request: SimulateRequest): Promise<SimulateReply> {
    return askDispatcher(request.tenant, () => this.bus.call(simulate, request));
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
