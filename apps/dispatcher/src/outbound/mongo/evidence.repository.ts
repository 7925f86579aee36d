import type { EvidenceDocument } from '#libs/contracts';
import type { MessageKey, TenantId } from '#libs/kernel';
import { insertManyUnordered, READ_BACK } from '#libs/persistence';
import type { Evidence } from '../../application/ledger/ports.ts';
import type { Collections } from './collections.ts';

export class MongoEvidence implements Evidence {
  constructor(private readonly collections: Collections) {}

  async insert(rows: readonly EvidenceDocument[]): Promise<Set<string>> {
    if (rows.length === 0) return new Set();
    const results = await insertManyUnordered(this.all, rows);
    return new Set(rows.flatMap((row, index) => (results[index] === 'inserted' ? [] : [row._id])));
  }

  async ofMessages(keys: readonly MessageKey[], { latest = false } = {}): Promise<Map<MessageKey, EvidenceDocument[]>> {
    if (keys.length === 0) return new Map();
    const ranges = keys.map((key) => ({ _id: { $gte: `${key}.`, $lt: `${key}/` } }));
    const rows = await this.all.find({ $or: ranges }, latest ? READ_BACK : {}).toArray();
    return Map.groupBy(rows, (row) => row.message!);
  }

  orphans(ids: readonly string[]): Promise<EvidenceDocument[]> {
    return this.all.find({ _id: { $in: [...ids] } }).toArray();
  }

  byVendorIds(route: string, vendorMessageIds: readonly string[]): Promise<EvidenceDocument[]> {
    const named = { route, vendor_message_id: { $in: [...vendorMessageIds] }, kind: { $ne: 'orphan' as const } };
    return this.all.find(named).toArray();
  }

  underLeases(tenant: TenantId, agent: string, leases: readonly string[]): Promise<EvidenceDocument[]> {
    return this.collections.evidence.find({ tenant, agent, lease: { $in: [...leases] } }).toArray();
  }

  private get all() {
    return this.collections.evidence.acrossTenants('one write contains the evidence of many tenants');
  }
}
