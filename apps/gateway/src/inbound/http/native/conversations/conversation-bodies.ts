import { Type } from 'class-transformer';
import { IsArray, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { ConversationItem, ConversationReply, ConversationSummary, Described, type SubmitReply } from '#libs/contracts';
import { Optional } from '../../request/optional.ts';
import { NextCursor, pageOfClass } from '../../request/pages.ts';
import { acceptedMessage, TextAccepted } from '../messages/answers.ts';

export class ConversationList extends pageOfClass(ConversationSummary) {}

export class ConversationAnswer implements Pick<ConversationReply, 'conversation'> {
  @Described() @ValidateNested() @Type(() => ConversationSummary) conversation!: ConversationSummary;
  @Described('Both directions, newest first.') @IsArray() @Type(() => ConversationItem) data!: ConversationItem[];
  @NextCursor() next_cursor!: string | null;
}

export class ReplyBody {
  @Described('Up to 1,600 characters.', 'Thank you, see you tomorrow.')
  @MaxLength(20_000, { context: { code: 'invalid_text' } })
  @MinLength(1, { context: { code: 'invalid_text' } })
  @IsString()
  text!: string;

  @Described('Your own reference; lists find it.', 'ticket-4711')
  @Optional()
  @MaxLength(128)
  @MinLength(1)
  @IsString()
  client_ref?: string;
}

export class ReplyAccepted extends TextAccepted {}

/** Who replies does not learn the number by that. */
export function acceptedReply(answer: SubmitReply): ReplyAccepted {
  const { to: _, ...accepted } = acceptedMessage(answer);
  return accepted;
}
