import { writeFileSync } from 'node:fs';
import { newSecrets } from './secrets.ts';

// `wx`: secrets that are in use are never written over, since the data they seal would be lost.
const lines = Object.entries(newSecrets()).map(([name, value]) => `${name}=${value}\n`);
try {
  writeFileSync('.env', lines.join(''), { flag: 'wx', mode: 0o600 });
  console.log(
    '.env written: it holds the password of `admin` (SEED_ADMIN_PASSWORD) and a key to send with (SEED_API_KEY).',
  );
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  console.error('.env is there already and is left alone.');
  process.exitCode = 1;
}
