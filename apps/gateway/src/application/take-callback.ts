import { checkpoint, PostriderError, unavailable } from '#libs/kernel';
import type { CallbackRequest } from '#libs/contracts';
import { Dispatcher, Vendors } from './ports.ts';

const VENDOR = /^[a-z][a-z0-9]{0,31}$/;

/**
 * Hands a vendor's callback to its adapter, unread. There is no list of vendors: when no adapter listens, the vendor is
 * known if an account of it has this callback address, and then the call is worth repeating.
 */
export async function takeCallback(
  { vendors, dispatcher }: { readonly vendors: Vendors; readonly dispatcher: Dispatcher },
  vendor: string,
  callback: CallbackRequest,
): Promise<void> {
  if (!VENDOR.test(vendor)) throw unknownCallback();
  checkpoint('gateway.callback.before_forward');
  const taken = await vendors.receive(vendor, callback);
  checkpoint('gateway.callback.before_answer');
  if (taken === 'received') return;

  const known = await dispatcher.knowsCallback(vendor, callback.secret);
  throw known ? unavailable('The adapter of this vendor') : unknownCallback();
}

const unknownCallback = (): PostriderError => new PostriderError('not_found', 'Nothing is at this address.');
