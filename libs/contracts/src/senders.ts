import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Done, rpc } from './contract.ts';
import { Described, DescribedCount, DescribedTime } from './described.ts';
import { InEnvironment, OfTenant } from './scope.ts';

const owner = 'dispatcher';

export class Sender {
  /** As the kernel's `readSender` has it. */
  @Described('What the phone shows.', '+15005550006') @IsString() @MaxLength(64) value!: string;
  @Described('The routes that may show it.') @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) routes!: string[];
}
/** The senders are those of the tenant, whatever the environment. */
export class SendersQuery extends InEnvironment {}
export class SendersReply {
  @IsArray() @Type(() => Sender) senders!: Sender[];
  /** Ids of the pools and phones of the environment that the query names: routes that no list of routes has. */
  @IsOptional() @IsArray() @IsString({ each: true }) phones?: string[];
}

export class SaveSenderRequest extends OfTenant {
  @ValidateNested() @Type(() => Sender) sender!: Sender;
  /** Absent in calls of versions before senders had a history. */
  @IsOptional() @IsString() by?: string;
}

export class DeleteSenderRequest extends OfTenant {
  @IsString() value!: string;
  /** As above. */
  @IsOptional() @IsString() by?: string;
}

/** With an environment: what changed of its routes. */
export class SenderHistoryQuery extends InEnvironment {
  @IsString() value!: string;
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** The version before which the page starts. */
  @IsOptional() @IsInt() before?: number;
}
export class SenderHistoryEntry {
  @DescribedCount('Counts the changes of the sender.') @IsInt() version!: number;
  @DescribedTime('When.') @IsString() at!: string;
  @Described('saved: made, or its routes changed; deleted: no route was left.')
  @IsIn(['saved', 'deleted'])
  what!: 'saved' | 'deleted';
  @Described('Its routes before.', ['twilio-0a1b2c3d']) @IsArray() @IsString({ each: true }) from!: string[];
  @Described('Its routes after.', ['twilio-0a1b2c3d']) @IsArray() @IsString({ each: true }) to!: string[];
  @Described('A principal; unknown while an older version still runs.', 'user:01JD3C4V5W6X7Y8Z9A0B1C2D3E')
  @IsString()
  by!: string;
}
export class SenderHistory {
  @IsArray() @Type(() => SenderHistoryEntry) changes!: SenderHistoryEntry[];
}

export const senderContracts = {
  list: rpc({ owner, name: 'list-senders', request: SendersQuery, reply: SendersReply }),
  /** `invalid_sender` for an invalid sender, for unknown routes, and for routes whose vendor does not take it. */
  save: rpc({ owner, name: 'save-sender', request: SaveSenderRequest, reply: Sender }),
  delete: rpc({ owner, name: 'delete-sender', request: DeleteSenderRequest, reply: Done }),
  /** Newest first, also of a deleted sender; `not_found` for one that never existed. */
  history: rpc({ owner, name: 'sender-history', request: SenderHistoryQuery, reply: SenderHistory }),
};
