import { DeadLetterView, RetryDeadLettersReply } from '#libs/contracts';
import { NextCursor, pageOfClass } from '../../request/pages.ts';

export class DeadLetterList extends pageOfClass(DeadLetterView) {}

export class RetriedDeadLetters extends RetryDeadLettersReply {
  @NextCursor('For the next page; null if there are no more.') next_cursor!: string | null;
}
