import type { AccountView } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { seenAccount, type AccountPorts } from './list-accounts.ts';
import { audited } from '../audit/audited.ts';
import { sealSettings } from './seal-settings.ts';

/** New settings of an account, such as a rotated token. Settings of another account are refused before they are stored. */
export function replaceAccount(
  { dispatcher, vendors, audit }: AccountPorts,
  principal: Principal,
  given: { readonly id: string; readonly name?: string; readonly settings: Readonly<Record<string, string>> },
  clientIp: string,
): Promise<AccountView> {
  const { id, settings } = given;
  return audited(audit, { principal, action: 'account.replace', target: id, clientIp }, async () => {
    const { tenant } = principal;
    const { vendor, environment, name } = await seenAccount(dispatcher, principal, id);
    const typed = { vendor, environment, settings };
    const account = await sealSettings(vendors, principal, typed, () => Promise.resolve(true));
    const by = nameOf(principal);
    return dispatcher.accounts.save({ tenant, by, id, name: given.name ?? name, account });
  });
}
