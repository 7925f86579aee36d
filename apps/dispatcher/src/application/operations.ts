import type * as bus from '#libs/contracts';
import { abandonDeadLetter } from './abandon-dead-letter.ts';
import { cancelMessage } from './cancel-message.ts';
import { cancelRequest, type CancelPorts } from './cancel-request.ts';
import { deadLetterStats, listDeadLetters } from './list-dead-letters.ts';
import { ReceiptPoller, type PollPorts } from './poll-receipts.ts';
import type { DeadLetters } from './ports-of-operations.ts';
import { retryDeadLetter, type RetryPorts } from './retry-dead-letter.ts';
import { retryDeadLetters } from './retry-dead-letters.ts';

export type OperationsPorts = CancelPorts &
  Omit<PollPorts, 'stopping'> & {
    readonly deadLetters: DeadLetters;
    readonly submit: RetryPorts['submit'];
  };

/** What people do about messages that were accepted: cancel, dead letters; and asking vendors that do not call back. */
export class Operations {
  private readonly stopping = new AbortController();
  private readonly poller: ReceiptPoller;

  constructor(private readonly ports: OperationsPorts) {
    this.poller = new ReceiptPoller({ ...ports, stopping: this.stopping.signal });
  }

  cancelMessage(request: bus.CancelMessageRequest): Promise<bus.CancelMessageReply> {
    return cancelMessage(this.ports, request);
  }

  cancelRequest(request: bus.CancelRequestRequest): Promise<bus.CancelRequestReply> {
    return cancelRequest(this.ports, request);
  }

  listDeadLetters(query: bus.DeadLettersQuery): Promise<bus.DeadLettersReply> {
    return listDeadLetters(this.ports, query);
  }

  deadLetterStats(query: bus.DeadLetterFilter): Promise<bus.DeadLetterStats> {
    return deadLetterStats(this.ports.deadLetters, query);
  }

  retryDeadLetter(request: bus.RetryDeadLetterRequest): Promise<bus.RetriedDeadLetter> {
    return retryDeadLetter(this.ports, request);
  }

  retryDeadLetters(request: bus.RetryDeadLettersRequest): Promise<bus.RetryDeadLettersReply> {
    return retryDeadLetters(this.ports, request);
  }

  abandonDeadLetter(request: bus.AbandonDeadLetterRequest): Promise<bus.DeadLetterView> {
    return abandonDeadLetter(this.ports, request);
  }

  pollReceipts(): Promise<number> {
    return this.poller.poll();
  }

  stopPolling(): void {
    this.stopping.abort();
  }
}
