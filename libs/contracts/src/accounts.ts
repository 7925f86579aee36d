import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { SENDER_KINDS, type SenderKind, type SenderRule } from '#libs/kernel';
import { VendorCarries } from './carries.ts';
import { rpc } from './contract.ts';
import { Described, DescribedTime, SAYS } from './described.ts';
import { InEnvironment, OfTenant, TENANT } from './scope.ts';
import { ENVIRONMENTS, RECEIPT_WAYS, type Environment, type ReceiptWay } from './vocabulary.ts';

const owner = 'dispatcher';

/** Which senders a vendor takes: the kernel's rule as a payload. */
export class VendorSenders implements SenderRule {
  @IsArray() @IsIn(SENDER_KINDS, { each: true }) kinds!: SenderKind[];
  @IsOptional() @IsArray() @IsInt({ each: true }) digits?: number[];
  @IsOptional() @IsArray() @IsInt({ each: true }) characters?: number[];
  @IsString() signs!: string;
  @IsBoolean() signs_inside!: boolean;
  @IsString() @MaxLength(300) says!: string;
}

/** A vendor account as the vendor's adapter makes it from its own settings; the secrets arrive sealed. */
export class RegisterAccountRequest {
  @IsString() vendor!: string;
  /** Names the account within the vendor, such as Twilio's account sid hashed: the same settings make the same account. */
  @IsString() key!: string;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  /** Sealed under the vendor's key (base64). */
  @IsString() sealed!: string;
  /** SHA-256 (hex) of the secret in the account's callback URL. */
  @IsString() callback_key!: string;
  /** Whether the vendor can be asked what happened to a send, and whether its "nothing" proves that it was not sent. */
  @IsIn(['none', 'search', 'client_reference']) lookup!: 'none' | 'search' | 'client_reference';
  @IsIn(RECEIPT_WAYS) receipts!: ReceiptWay;
  /** Position of the route among a tenant's routes without a policy; lower goes first. */
  @IsInt() order!: number;
  /** Names of the settings that are sealed. */
  @IsArray() @IsString({ each: true }) fields!: string[];
  /** Absent: every sender is taken. */
  @IsOptional() @ValidateNested() @Type(() => VendorSenders) sender_rule?: VendorSenders;
  /** Absent, from adapters of earlier versions: texts of any length, and nothing else. */
  @IsOptional() @ValidateNested() @Type(() => VendorCarries) carries?: VendorCarries;
  /**
   * From the adapter's own settings: how long ago the adapter started with them. The last start decides which account
   * it is.
   */
  @IsOptional() @IsInt() @Min(0) started_ms_ago?: number;
}

/** By `account`, or by `callback_key` when a callback comes in. */
export class VendorAccountQuery {
  @IsString() vendor!: string;
  @IsOptional() @IsString() account?: string;
  @IsOptional() @IsString() callback_key?: string;
}

export class VendorAccount {
  @IsString() account!: string;
  @IsString() route!: string;
  /** The tenant that owns the route. */
  @Matches(TENANT) tenant!: string;
  @IsString() sealed!: string;
  /** The database's time, ms since the epoch: adapters set their clock to it. */
  @IsInt() now!: number;
  /** Of a registration: accounts that the settings named before. */
  @IsOptional() @IsArray() @IsString({ each: true }) switched_off?: string[];
  /** Of a registration: an adapter that started later registered another account, and that one is used. */
  @IsOptional() @IsBoolean() outdated?: boolean;
}

export class NoAccountRequest {
  @IsString() vendor!: string;
  @IsInt() @Min(0) started_ms_ago!: number;
}
export class AccountsSwitchedOff {
  @IsArray() @IsString({ each: true }) switched_off!: string[];
  /** The database's time, ms since the epoch. */
  @IsInt() now!: number;
}

export class SandboxAccountRequest extends NoAccountRequest {
  /** Absent: none. */
  @IsOptional() @ValidateNested() @Type(() => RegisterAccountRequest) account?: RegisterAccountRequest;
}

/** Its secrets never come back; `fields` names those that are set. */
export class AccountView {
  @Described('Id of the account, and of its route.', 'twilio-0a1b2c3d') @IsString() id!: string;
  @Described(...SAYS.vendor) @IsString() vendor!: string;
  @Described(...SAYS.name) @IsString() name!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described('Whether it is in use.') @IsBoolean() enabled!: boolean;
  @Described("Made from the adapter's settings, or through the API.")
  @IsIn(['settings', 'api'])
  source!: 'settings' | 'api';
  @DescribedTime("When the adapter's settings stopped naming the account; it was switched off then.")
  @IsOptional()
  @IsString()
  unnamed_at?: string;
  @Described('Names of the settings that are set.') @IsArray() @IsString({ each: true }) fields!: string[];
  @DescribedTime('When it was created.') @IsString() created_at!: string;
  @DescribedTime('When its settings were last replaced.') @IsString() updated_at!: string;
}
export class AccountsQuery extends InEnvironment {}
export class AccountsReply {
  @IsArray() @Type(() => AccountView) accounts!: AccountView[];
}

export class SaveAccountRequest extends OfTenant {
  @IsString() by!: string;
  /** The account to replace: `invalid_account` if the settings are those of another one. */
  @IsOptional() @IsString() id?: string;
  @IsString() @MaxLength(64) name!: string;
  /** As the vendor's adapter sealed it. The same key makes the same account. */
  @ValidateNested() @Type(() => RegisterAccountRequest) account!: RegisterAccountRequest;
}

export const accountContracts = {
  list: rpc({ owner, name: 'list-accounts', request: AccountsQuery, reply: AccountsReply }),
  save: rpc({ owner, name: 'save-account', request: SaveAccountRequest, reply: AccountView }),
};

export const vendorAccountContracts = {
  /** Makes or refreshes the vendor account that the adapter's settings describe, and its route. */
  register: rpc({
    owner,
    name: 'register-account',
    request: RegisterAccountRequest,
    reply: VendorAccount,
  }),
  /** The adapter runs, and its settings name no account: the account they named before is switched off. */
  registerNone: rpc({ owner, name: 'no-account', request: NoAccountRequest, reply: AccountsSwitchedOff }),
  /** The sandbox's account of this vendor, which takes test messages beside a live account of the settings. */
  registerSandbox: rpc({ owner, name: 'sandbox-account', request: SandboxAccountRequest, reply: AccountsSwitchedOff }),
  /** A vendor account with its sealed secrets; `not_found` when there is none. */
  find: rpc({ owner, name: 'vendor-account', request: VendorAccountQuery, reply: VendorAccount }),
};
