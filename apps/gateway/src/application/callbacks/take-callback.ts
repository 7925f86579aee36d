import { createHash } from 'node:crypto';
import { checkpoint, PostriderError } from '#libs/kernel';
import type { CallbackAnswer, CallbackRequest } from '#libs/contracts';
import { NoAdapter, type Dispatcher, type Vendors } from '../ports.ts';

const VENDOR = /^[a-z][a-z0-9]{0,31}$/;

/**
 * Passes a vendor's callback to its adapter, unread. There is no list of vendors: if no adapter listens, the vendor is
 * known if an account of it has this callback address, and then the vendor should repeat the call. Resolves with the
 * answer that the vendor wants.
 */
export async function takeCallback(
  { vendors, dispatcher }: { readonly vendors: Vendors; readonly dispatcher: Dispatcher },
  vendor: string,
  callback: CallbackRequest,
): Promise<CallbackAnswer | undefined> {
  if (!VENDOR.test(vendor)) throw unknownCallback();
  checkpoint('gateway.callback.before_forward');
  try {
    const { answer } = await vendors.of(vendor).receipt(callback);
    checkpoint('gateway.callback.before_answer');
    return answer;
  } catch (error) {
    if (error instanceof NoAdapter && !(await isKnown(dispatcher, vendor, callback.secret))) throw unknownCallback();
    throw error;
  }
}

/** Whether an account of this vendor has a callback address with this secret. */
async function isKnown(dispatcher: Dispatcher, vendor: string, secret: string): Promise<boolean> {
  const callback_key = createHash('sha256').update(secret).digest('hex');
  try {
    await dispatcher.vendorAccounts.find({ vendor, callback_key });
    return true;
  } catch (error) {
    if (error instanceof PostriderError && error.code === 'not_found') return false;
    throw error;
  }
}

const unknownCallback = (): PostriderError => new PostriderError('not_found', 'There is nothing at this address.');
