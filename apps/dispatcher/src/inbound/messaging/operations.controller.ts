import { Controller } from '@nestjs/common';
import * as bus from '#libs/contracts';
import { HandleRpc } from '#libs/messaging';
import { Operations } from '../../application/operations.ts';

/** Cancelling and dead letters on the bus. */
@Controller()
export class OperationsController {
  constructor(private readonly operations: Operations) {}

  @HandleRpc(bus.cancelMessage)
  cancelMessage(request: bus.CancelMessageRequest): Promise<bus.CancelMessageReply> {
    return this.operations.cancelMessage(request);
  }

  @HandleRpc(bus.cancelRequest)
  cancelRequest(request: bus.CancelRequestRequest): Promise<bus.CancelRequestReply> {
    return this.operations.cancelRequest(request);
  }

  @HandleRpc(bus.listDeadLetters)
  deadLetters(query: bus.DeadLettersQuery): Promise<bus.DeadLettersReply> {
    return this.operations.listDeadLetters(query);
  }

  @HandleRpc(bus.deadLetterStats)
  stats(query: bus.DeadLetterFilter): Promise<bus.DeadLetterStats> {
    return this.operations.deadLetterStats(query);
  }

  @HandleRpc(bus.retryDeadLetter)
  retry(request: bus.RetryDeadLetterRequest): Promise<bus.RetriedDeadLetter> {
    return this.operations.retryDeadLetter(request);
  }

  @HandleRpc(bus.retryDeadLetters)
  retryAll(request: bus.RetryDeadLettersRequest): Promise<bus.RetryDeadLettersReply> {
    return this.operations.retryDeadLetters(request);
  }

  @HandleRpc(bus.abandonDeadLetter)
  abandon(request: bus.AbandonDeadLetterRequest): Promise<bus.DeadLetterView> {
    return this.operations.abandonDeadLetter(request);
  }
}
