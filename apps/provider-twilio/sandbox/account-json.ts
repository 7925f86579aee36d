import type { TwilioAccount } from './accounts.ts';
import { API_VERSION } from './message-json.ts';

/** An account as Twilio shows it, without its token. */
export const accountJson = ({ sid, suspended }: TwilioAccount) => ({
  sid,
  owner_account_sid: sid,
  friendly_name: 'Sandbox',
  status: suspended ? 'suspended' : 'active',
  type: 'Full',
  uri: `/${API_VERSION}/Accounts/${sid}.json`,
});

/** Texts in the sandbox cost nothing, so the balance never changes. */
export const balanceJson = (account_sid: string) => ({ account_sid, balance: '120.50', currency: 'USD' });
