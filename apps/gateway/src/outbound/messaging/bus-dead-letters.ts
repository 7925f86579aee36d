import { Injectable } from '@nestjs/common';
import {
  abandonDeadLetter,
  deadLetterStats,
  listDeadLetters,
  retryDeadLetter,
  retryDeadLetters,
  type AbandonDeadLetterRequest,
  type DeadLetterFilter,
  type DeadLetterStats,
  type DeadLetterView,
  type DeadLettersQuery,
  type DeadLettersReply,
  type RetriedDeadLetter,
  type RetryDeadLetterRequest,
  type RetryDeadLettersReply,
  type RetryDeadLettersRequest,
} from '#libs/contracts';
import { Bus } from '#libs/messaging';
import { DeadLetters } from '../../application/ports.ts';
import { askDispatcher } from './answered.ts';

@Injectable()
export class BusDeadLetters extends DeadLetters {
  constructor(private readonly bus: Bus) {
    super();
  }

  list(query: DeadLettersQuery): Promise<DeadLettersReply> {
    return askDispatcher(query.tenant, () => this.bus.call(listDeadLetters, query));
  }

  stats(filter: DeadLetterFilter): Promise<DeadLetterStats> {
    return askDispatcher(filter.tenant, () => this.bus.call(deadLetterStats, filter));
  }

  retry(request: RetryDeadLetterRequest): Promise<RetriedDeadLetter> {
    return askDispatcher(request.tenant, () => this.bus.call(retryDeadLetter, request));
  }

  retryMany(request: RetryDeadLettersRequest): Promise<RetryDeadLettersReply> {
    return askDispatcher(request.tenant, () => this.bus.call(retryDeadLetters, request));
  }

  abandon(request: AbandonDeadLetterRequest): Promise<DeadLetterView> {
    return askDispatcher(request.tenant, () => this.bus.call(abandonDeadLetter, request));
  }
}
