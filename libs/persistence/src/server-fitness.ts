import type { Document } from 'mongodb';

/** The wire version of MongoDB 6.0. */
const LEAST_WIRE_VERSION = 17;

/** Throws, with what to do, if the server with this `hello` cannot do what Postrider needs. */
export function refuseUnfitServer(hello: Document): void {
  if (hello.setName === undefined && hello.msg !== 'isdbgrid')
    throw new Error(
      'MONGODB_URI leads to a MongoDB that is not a replica set; start it with --replSet and initiate it: a set of one is enough.',
    );
  if (Number(hello.maxWireVersion) < LEAST_WIRE_VERSION)
    throw new Error('MONGODB_URI leads to a MongoDB older than 6.0; use 6.0 or newer.');
}
