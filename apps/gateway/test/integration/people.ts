import type { Role } from '../../src/domain/principal.ts';
import type { UserDocument } from '../../src/outbound/mongo/documents.ts';
import { TENANT, type GatewayUnderTest } from './gateway-under-test.ts';
import { tokenOf } from './tokens.ts';

/** A user of this role, and the header that says who they are. */
export async function addUser(gateway: GatewayUnderTest, role: Role): Promise<{ readonly authorization: string }> {
  const users = gateway.mongo.session.collection<UserDocument>('users');
  const _id = `user-${role}`;
  const user = { _id, tenant: TENANT, username: _id, role, password_hash: '', active: true, created_at: new Date() };
  await users.insertOne(user);
  return { authorization: `Bearer ${tokenOf(_id)}` };
}
