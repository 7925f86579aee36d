import { secretInProduction, setting } from '#libs/kernel';
import { readKeyFile } from './key-file.ts';

export const mongoSettings = {
  mongoUri: setting.text('MONGODB_URI', {
    describe: 'Connection string of a MongoDB replica set (6.0 or newer; a set of one will do), or MONGO_URI.',
    secret: true,
    alias: 'MONGO_URI',
  }),
  mongoDatabase: setting.text('MONGODB_DATABASE', {
    describe: 'Database that holds this installation, or MONGO_DB.',
    fallback: 'postrider',
    alias: 'MONGO_DB',
  }),
};

export const keySettings = {
  keyFile: {
    ...setting.text('KEY_FILE', {
      describe:
        'Path of the file whose key (32 bytes in base64) wraps the tenants’ keys. If it is lost, all texts are lost.',
    }),
    parse: (path: string): string => {
      readKeyFile(path);
      return path;
    },
    inProduction: (path: string) => secretInProduction(readKeyFile(path).toString('base64')),
  },
};
