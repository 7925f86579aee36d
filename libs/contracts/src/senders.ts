import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsString, MaxLength, ValidateNested } from 'class-validator';
import { Done, rpc } from './contract.ts';
import { Described } from './described.ts';
import { OfTenant } from './scope.ts';

const owner = 'dispatcher';

export class Sender {
  /** As the kernel's `readSender` has it. */
  @Described('What the phone shows.', '+15005550006') @IsString() @MaxLength(64) value!: string;
  @Described('The routes that may show it.') @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) routes!: string[];
}
export class SendersQuery extends OfTenant {}
export class SendersReply {
  @IsArray() @Type(() => Sender) senders!: Sender[];
}

export class SaveSenderRequest extends OfTenant {
  @ValidateNested() @Type(() => Sender) sender!: Sender;
}

export class DeleteSenderRequest extends OfTenant {
  @IsString() value!: string;
}

export const senderContracts = {
  list: rpc({ owner, name: 'list-senders', request: SendersQuery, reply: SendersReply }),
  /** `invalid_sender` for an invalid sender, for unknown routes, and for routes whose vendor does not take it. */
  save: rpc({ owner, name: 'save-sender', request: SaveSenderRequest, reply: Sender }),
  delete: rpc({ owner, name: 'delete-sender', request: DeleteSenderRequest, reply: Done }),
};
