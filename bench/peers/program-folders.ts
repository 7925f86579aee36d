import { delimiter } from 'node:path';

/** Where a peer's programs may be: Debian keeps servers in folders that a user's path may not have. */
export const PROGRAM_FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
