import type { Migration } from '#libs/persistence';
import { routesCarryTheirState } from './0001-routes-carry-their-state.ts';
import { settingsNameOneAccount } from './0002-settings-name-one-account.ts';
import { rejectedPositionsAndLiftedThrottles } from './0003-rejected-positions-and-lifted-throttles.ts';
import { changesOfRoutesNameTheirTenant } from './0004-changes-of-routes-name-their-tenant.ts';
import { limitsAtAccept } from './0005-limits-at-accept.ts';
import { templatesAndPictures } from './0006-templates-and-pictures.ts';
import { phones } from './0007-phones.ts';

/** In order; each change of a stored shape adds one. */
export const migrations: readonly Migration[] = [
  routesCarryTheirState,
  settingsNameOneAccount,
  rejectedPositionsAndLiftedThrottles,
  changesOfRoutesNameTheirTenant,
  limitsAtAccept,
  templatesAndPictures,
  phones,
];
