import { randomBase32 } from '#libs/kernel';

// Runs before each test file, so that the data of one file does not meet that of another.
const room = randomBase32(8);
process.env.MONGODB_DATABASE = `test_${room}`;
process.env.NATS_SUBJECT_PREFIX = `test-${room}.`;
