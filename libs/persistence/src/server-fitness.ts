import type { Document } from 'mongodb';

/** What MongoDB 6.0 says of itself. */
const LEAST_WIRE_VERSION = 17;

/** Throws, with what to do, when the server whose `hello` this is cannot keep the promises Postrider makes with it. */
export function refuseUnfitServer(hello: Document): void {
  if (hello.setName === undefined && hello.msg !== 'isdbgrid')
    throw new Error(
      'MONGODB_URI leads to a MongoDB that is no replica set; start it with --replSet and initiate it: a set of one will do.',
    );
  if (Number(hello.maxWireVersion) < LEAST_WIRE_VERSION)
    throw new Error('MONGODB_URI leads to a MongoDB older than 6.0; use 6.0 or newer.');
}
