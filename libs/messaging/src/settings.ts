import { setting, type ConfigOf } from '#libs/kernel';

const MIB = 1024 * 1024;

export const natsSettings = {
  natsUrl: setting.text('NATS_URL', {
    describe: 'Address of NATS, such as nats://127.0.0.1:4222; several with commas between.',
    secret: true,
  }),
  subjectPrefix: setting.text('NATS_SUBJECT_PREFIX', {
    describe: 'Put before every subject, stream and consumer name, so that installations can share a server.',
    fallback: '',
  }),
  streamMaxBytes: setting.integer('NATS_STREAM_MAX_BYTES', {
    describe: 'Bytes one stream may hold; a full job stream refuses new jobs.',
    fallback: String(256 * MIB),
    min: MIB,
  }),
  streamReplicas: setting.integer('NATS_STREAM_REPLICAS', {
    describe: 'Copies of each stream in a NATS cluster.',
    fallback: '1',
    min: 1,
    max: 5,
  }),
};

export type NatsConfig = ConfigOf<typeof natsSettings>;
