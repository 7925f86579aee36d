import type { DeliverItem } from '#libs/contracts';
import type { HttpSecrets } from '../../src/account.ts';

export const ANY_ITEM: DeliverItem = {
  id: 'abcdefgh.r-1.0',
  fence: 1,
  to: '+12025550147',
  text: 'Hello',
  send_before: 2_000_000_000_000,
  valid_for_s: 600,
};

export const SECRETS: HttpSecrets = {
  origin: 'https://api.vendor.example',
  api: '{}',
  key: 'key-1',
  secret: 'secret-1',
  sender: 'MyBrand',
};
