import { UnclearSecrets, writeSecrets } from './write-secrets.ts';

try {
  console.log(writeSecrets('.'));
} catch (error) {
  if (!(error instanceof UnclearSecrets)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
