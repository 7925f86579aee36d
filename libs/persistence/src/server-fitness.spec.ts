import { refuseUnfitServer } from './server-fitness.ts';

const replicaSet = { setName: 'rs0', maxWireVersion: 17, isWritablePrimary: true };
const router = { msg: 'isdbgrid', maxWireVersion: 25, isWritablePrimary: true };

test.each([
  ['a member of a replica set', replicaSet],
  ['the router of a sharded cluster', router],
])('%s is accepted', (_, hello) => {
  expect(() => refuseUnfitServer(hello)).not.toThrow();
});

test('a server that is not a replica set is refused with what to do', () => {
  expect(() => refuseUnfitServer({ ...replicaSet, setName: undefined })).toThrow('start it with --replSet');
});

test('a server that is too old is refused with what to do', () => {
  expect(() => refuseUnfitServer({ ...replicaSet, maxWireVersion: 13 })).toThrow('use 6.0 or newer');
});
