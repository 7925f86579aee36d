import { PostriderError } from '#libs/kernel';
import type { AccountView } from '#libs/contracts';
import { nameOf, sees, type Principal } from '../../domain/principal.ts';
import type { AccountPorts } from './list-accounts.ts';
import { audited } from '../audit/audited.ts';
import { sealSettings, type TypedSettings } from './seal-settings.ts';

/** A vendor account from settings that a person typed. The same settings give the same account. */
export function createAccount(
  { dispatcher, vendors, audit }: AccountPorts,
  principal: Principal,
  { name, ...typed }: TypedSettings & { readonly name: string },
  clientIp: string,
): Promise<AccountView> {
  const { tenant } = principal;
  return audited(audit, { principal, action: 'account.create', target: ({ id }) => id, clientIp }, async () => {
    if (!sees(principal, typed.environment)) throw ofTheOther();
    const isKnown = async (): Promise<boolean> =>
      (await dispatcher.accounts.list({ tenant })).accounts.some(({ vendor }) => vendor === typed.vendor);
    const account = await sealSettings(vendors, principal, typed, isKnown);
    return dispatcher.accounts.save({ tenant, by: nameOf(principal), name, account });
  });
}

function ofTheOther(): PostriderError {
  const message = 'environment must be that of the API key.';
  const errors = [{ field: 'environment', code: 'invalid_field', message }] as const;
  return new PostriderError('invalid_field', message, { errors });
}
