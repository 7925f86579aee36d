import { MongoBinary } from 'mongodb-memory-server-core';

const [version, downloadDir] = process.argv.slice(2);
try {
  process.stdout.write(
    `${await MongoBinary.getPath({ version: version!, downloadDir: downloadDir!, checkMD5: true })}\n`,
  );
} catch (error) {
  process.stderr.write(`${(error as Error).message.split('\n')[0]}\n`);
  process.exitCode = 1;
}
