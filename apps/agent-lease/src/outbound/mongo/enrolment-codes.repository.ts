import type { TenantCollection } from '#libs/persistence';
import type { EnrolmentCodes, NewCode } from '../../application/ports.ts';
import { MOST_WRONG_TRIES } from '../../domain/enrolment-code.ts';
import type { CodeDocument } from './collections.ts';

const BRINGS_TENANT = 'a code brings its tenant';

export class MongoEnrolmentCodes implements EnrolmentCodes {
  constructor(private readonly codes: TenantCollection<CodeDocument>) {}

  async insert({ id, ...code }: NewCode): Promise<void> {
    await this.codes.insertOne({ ...code, _id: `${code.tenant}.${id}`, wrong_tries: 0 });
  }

  async claim(hash: string, now: Date): Promise<NewCode | undefined> {
    const valid = { expires_at: { $gt: now }, used_at: { $exists: false }, wrong_tries: { $lt: MOST_WRONG_TRIES } };
    const codes = this.codes.acrossTenants(BRINGS_TENANT);
    const claimed = await codes.findOneAndUpdate({ hash, ...valid }, { $set: { used_at: now } });
    if (!claimed) return undefined;
    const { _id, wrong_tries: _, used_at: __, ...code } = claimed;
    return { ...code, id: _id.slice(_id.indexOf('.') + 1) } as NewCode;
  }

  async missed(head: string, hash: string): Promise<void> {
    const codes = this.codes.acrossTenants(BRINGS_TENANT);
    // A code that exists was used, or is over: that is no guess.
    if (await codes.findOne({ hash }, { projection: { _id: 1 } })) return;
    await codes.updateMany({ head, used_at: { $exists: false } }, { $inc: { wrong_tries: 1 } });
  }
}
