import { createHash } from 'node:crypto';
import {
  accountIdOf,
  providerContracts,
  type CheckAccountReply,
  type CheckAccountRequest,
  type Environment,
  type RegisterAccountRequest,
  type SealAccountRequest,
} from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import type { TestNats } from '../../../../libs/messaging/testing/index.ts';
import { answering, controllerOf } from './answering.ts';

const KNOWN = ['account', 'token', 'sender'];

/** A vendor's adapter, as far as it has to do with accounts: the first of the settings that it needs is the account. */
export class VendorOnTheBus {
  readonly checked: string[] = [];
  /** The tenants whose settings were sealed. */
  readonly sealedFor: string[] = [];
  /** What the vendor says of any account. */
  says: CheckAccountReply = { ok: true, balance_micros: 12_500_000, currency: 'USD' };
  /** Thrown instead of an answer. */
  trouble: ((settings: Readonly<Record<string, string>>) => Error) | undefined;

  constructor(
    readonly vendor: string,
    readonly needed: readonly string[] = KNOWN,
  ) {}

  seal({ tenant, environment, settings }: SealAccountRequest): RegisterAccountRequest {
    this.sealedFor.push(tenant);
    if (this.trouble) throw this.trouble(settings);
    const missing = this.needed.filter((name) => !(name in settings));
    if (missing.length > 0) throw new PostriderError('invalid_account', `${missing.join(', ')} is missing.`);
    const sealed = digestOf(JSON.stringify(settings));
    return {
      ...this.account(settings[this.needed[0]!]!, environment),
      sealed,
      callback_key: digestOf(sealed),
      lookup: 'none',
      receipts: 'callback',
      order: 10,
      fields: Object.keys(settings),
    };
  }

  check({ account }: CheckAccountRequest): CheckAccountReply {
    this.checked.push(account);
    return this.says;
  }

  /** The id of the account that settings with this account make. */
  idOf(account: string, environment: Environment): string {
    return accountIdOf(this.account(account, environment));
  }

  serve(nats: TestNats) {
    const { seal, check } = providerContracts(this.vendor);
    const all = [answering(seal, (request) => this.seal(request)), answering(check, (request) => this.check(request))];
    return nats.serve({ name: `provider-${this.vendor}`, contracts: [seal, check], controllers: [controllerOf(all)] });
  }

  private account(account: string, environment: Environment) {
    return { vendor: this.vendor, key: digestOf(account), environment };
  }
}

const digestOf = (value: string): string => createHash('sha256').update(value).digest('hex');
