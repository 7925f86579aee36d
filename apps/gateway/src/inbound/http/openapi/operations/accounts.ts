import { CreateAccountBody, ReplaceAccountBody } from '../../account-bodies.ts';
import { exampleOf, schemaOf } from '../schema-of.ts';
import { exampleSettings, VENDORS, withVendorSettings } from '../vendor-settings.ts';
import {
  ENVIRONMENT_SEEN,
  inPath,
  OF_BODIES,
  OF_CHANGING,
  OF_LISTS,
  OF_READING,
  PAGE,
  type Operation,
} from './operation.ts';

const PATH = '/api/v1/vendor-accounts';
/** One for each vendor. */
const NEW_ACCOUNTS = Object.fromEntries(
  VENDORS.map((vendor) => [
    vendor,
    { ...exampleOf(CreateAccountBody, 'name', 'environment'), vendor, settings: exampleSettings(vendor) },
  ]),
);
const ACCOUNT = [inPath('id', 'Id of the account, which is its route as well.'), ENVIRONMENT_SEEN];

export const ACCOUNT_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: PATH,
    id: 'listAccounts',
    summary: 'The vendor accounts; their secrets are never shown',
    access: 'routing:read',
    parameters: [...PAGE, ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'A page of accounts.', schema: 'AccountList' },
    errors: OF_LISTS,
  },
  {
    method: 'post',
    path: PATH,
    id: 'createAccount',
    summary: 'Add a vendor account',
    description: 'The settings are sealed by the adapter of the vendor. The same account again replaces its settings.',
    access: 'accounts:write',
    parameters: [ENVIRONMENT_SEEN],
    body: {
      schema: withVendorSettings(schemaOf(CreateAccountBody)),
      examples: NEW_ACCOUNTS,
    },
    answer: { status: 201, description: 'The account.', schema: 'Account' },
    errors: [...OF_CHANGING, 'not_found', 'invalid_account'],
  },
  {
    method: 'put',
    path: `${PATH}/:id`,
    id: 'replaceAccount',
    summary: "Replace an account's settings, such as a rotated token",
    description: 'Settings of another account are refused: that is a new one.',
    access: 'accounts:write',
    parameters: ACCOUNT,
    body: {
      schema: withVendorSettings(schemaOf(ReplaceAccountBody)),
      examples: { rotated: exampleOf(ReplaceAccountBody, 'name', 'settings') },
    },
    answer: { status: 200, description: 'The account now.', schema: 'Account' },
    errors: [...OF_CHANGING, 'invalid_id', 'not_found', 'invalid_account'],
  },
  {
    method: 'post',
    path: `${PATH}/:id/enable`,
    id: 'enableAccount',
    summary: 'Take an account into use',
    access: 'accounts:write',
    parameters: ACCOUNT,
    answer: { status: 200, description: 'The account now.', schema: 'Account' },
    errors: [...OF_READING, ...OF_BODIES],
  },
  {
    method: 'post',
    path: `${PATH}/:id/disable`,
    id: 'disableAccount',
    summary: 'Take an account out of use',
    access: 'accounts:write',
    parameters: ACCOUNT,
    answer: { status: 200, description: 'The account now.', schema: 'Account' },
    errors: [...OF_READING, ...OF_BODIES],
  },
  {
    method: 'post',
    path: `${PATH}/:id/test`,
    id: 'testAccount',
    summary: 'Ask the vendor whether the credentials are good',
    description: 'Something harmless is asked; nothing is sent. 503 when no adapter of the vendor runs.',
    access: 'accounts:write',
    parameters: ACCOUNT,
    answer: { status: 200, description: 'What the vendor said.', schema: 'AccountCheck' },
    errors: [...OF_READING, ...OF_BODIES],
  },
];
