import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { Done, rpc } from './contract.ts';
import { OfTenant } from './scope.ts';
import { RECEIPT_STATUSES, type ReceiptStatus } from './vocabulary.ts';

const owner = 'dispatcher';

export class Receipt {
  /** The message's `_id`, when the callback URL named it. */
  @IsOptional() @IsString() message?: string;
  @IsOptional() @IsInt() fence?: number;
  @IsString() @MaxLength(128) vendor_message_id!: string;
  @IsIn(RECEIPT_STATUSES) status!: ReceiptStatus;
  @IsOptional() @IsString() @MaxLength(32) vendor_code?: string;
  /** Integer micro-units of `currency`: ISO 4217, or `credits`. */
  @IsOptional() @IsInt() cost_micros?: number;
  @IsOptional() @IsString() currency?: string;
}

export class ReceiptsRequest extends OfTenant {
  @IsString() vendor!: string;
  @IsString() route!: string;
  @IsArray() @ArrayMaxSize(500) @ValidateNested({ each: true }) @Type(() => Receipt) receipts!: Receipt[];
}

export const receiptContracts = {
  /** Answers when the receipts are durable. */
  record: rpc({ owner, name: 'receipts', request: ReceiptsRequest, reply: Done }),
};
