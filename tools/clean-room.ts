import { randomBase32 } from '#libs/kernel';

// Runs before each test file: what it writes meets nothing that another file wrote.
const room = randomBase32(8);
process.env.MONGODB_DATABASE = `test_${room}`;
process.env.NATS_SUBJECT_PREFIX = `test-${room}.`;
