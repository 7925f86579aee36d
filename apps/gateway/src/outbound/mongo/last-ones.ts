import type { Collection } from 'mongodb';
import type { TenantCollection } from '#libs/persistence';
import type { TenantDocument, UserDocument } from './documents.ts';

type Rights = Pick<UserDocument, '_id' | 'tenant' | 'active'> &
  Partial<Pick<UserDocument, 'role' | 'installation_admin'>>;

/** A tenant's document lists the users of whom the last active one stays. */
const LISTS = [
  { list: 'owners', last: 'last_owner', who: { role: 'owner' } },
  { list: 'administrators', last: 'last_administrator', who: { installation_admin: true } },
] as const;

type List = (typeof LISTS)[number];

export class LastOnes {
  constructor(
    private readonly tenants: Collection<TenantDocument>,
    private readonly users: TenantCollection<UserDocument>,
  ) {}

  /** Leaves the lists to which the user will not belong. Where nobody would be left, nothing is changed. */
  async leave(user: UserDocument, next?: UserDocument): Promise<List['last'] | undefined> {
    const leaving = LISTS.filter((it) => belongs(it, user) && !(next && belongs(it, next)));
    for (const it of leaving)
      if (!(await this.leaves(it, user))) {
        await this.join(user);
        return it.last;
      }
    return undefined;
  }

  async join(user: Rights): Promise<void> {
    for (const it of LISTS) if (belongs(it, user)) await this.joins(it, user);
  }

  /**
   * If two remove each other at once, one of the two writes finds its user alone in the list. The list may hold users
   * who belong to it no more, if calls changed one user at once: they do not count.
   */
  private async leaves({ list, who }: List, { tenant, _id: id }: Rights): Promise<boolean> {
    const another = { _id: tenant, [list]: id, [`${list}.1`]: { $exists: true } };
    const left =
      (await this.tenants.findOneAndUpdate(another, { $pull: { [list]: id } }, { returnDocument: 'after' })) ??
      (await this.tenants.findOne({ _id: tenant, [list]: { $ne: id } }));
    if (!left) return false;
    const others = { tenant, _id: { $in: left[list] ?? [] }, ...who, active: true };
    return (await this.users.findOne(others)) !== null;
  }

  private async joins({ list }: List, { tenant, _id: id }: Rights): Promise<void> {
    await this.tenants.updateOne({ _id: tenant }, { $addToSet: { [list]: id } });
  }
}

const belongs = ({ who }: List, user: Rights): boolean =>
  user.active && ('role' in who ? user.role === who.role : user.installation_admin === true);
