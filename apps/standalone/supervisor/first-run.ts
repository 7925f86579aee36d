import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { newApiKey, randomBase32, randomOctets } from '#libs/kernel';
import { vendors } from '../../vendors.generated.ts';
import type { DataFolder } from './data-folder.ts';
import { EXIT, Refusal } from './refusal.ts';

/**
 * Made at the first start and kept: the services' environment variables that are secrets, and the credentials of every
 * vendor's account in the sandbox.
 */
export type FirstRun = {
  readonly SEED_ADMIN_USERNAME: string;
  readonly SEED_ADMIN_PASSWORD: string;
  readonly SEED_API_KEY: string;
  readonly API_KEY_PEPPER: string;
  readonly AUDIT_CHAIN_KEY: string;
  readonly JWT_SECRET: string;
  readonly VENDOR_KEY: string;
  readonly AGENT_REGISTRATION_SECRET: string;
};

const key = (): string => randomOctets(32).toString('base64');

/** Reads what the first start made, or makes it. New secrets of a later version are added. */
export function firstRun(folder: DataFolder): FirstRun {
  const known = readKnown(folder);
  if (!existsSync(folder.keyFile)) {
    refuseOverData(folder, folder.keyFile);
    writeFileSync(folder.keyFile, `${key()}\n`, { mode: 0o600, flag: 'wx' });
  }
  const all: FirstRun = { ...fresh(), ...known };
  if (JSON.stringify(all) !== JSON.stringify(known)) writePrivate(folder.firstRun, `${JSON.stringify(all, null, 2)}\n`);
  return all;
}

function fresh(): FirstRun {
  return {
    SEED_ADMIN_USERNAME: 'admin',
    SEED_ADMIN_PASSWORD: randomBase32(20),
    SEED_API_KEY: newApiKey('test').key,
    API_KEY_PEPPER: key(),
    AUDIT_CHAIN_KEY: key(),
    JWT_SECRET: key(),
    VENDOR_KEY: key(),
    AGENT_REGISTRATION_SECRET: randomBase32(20),
    ...Object.assign({}, ...vendors.map(({ newCredentials }) => newCredentials())),
  };
}

function readKnown(folder: DataFolder): Partial<FirstRun> {
  if (!existsSync(folder.firstRun)) {
    refuseOverData(folder, folder.firstRun);
    return {};
  }
  return readMade(folder);
}

/** The file of the first start. */
export function readMade(folder: DataFolder): Partial<FirstRun> {
  try {
    const made: unknown = JSON.parse(readFileSync(folder.firstRun, 'utf8'));
    if (typeof made !== 'object' || made === null) throw new Error('not an object');
    return made as Partial<FirstRun>;
  } catch (error) {
    throw new Refusal(EXIT.misconfigured, `${folder.firstRun} is damaged. Restore it; the data needs it.`, error);
  }
}

/** With new secrets, data that was sealed with the old ones could not be read. */
function refuseOverData(folder: DataFolder, missing: string): void {
  if (!existsSync(folder.mongod)) return;
  const advice = `Put it back, or move ${folder.root} away to start again.`;
  throw new Refusal(EXIT.misconfigured, `${missing} is missing, and the data in ${folder.mongod} needs it. ${advice}`);
}

/** Written whole, and readable by its owner alone from the first moment. */
function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
