import { createHmac } from 'node:crypto';

/** The HMACs of audit rows and anchors. Who can change the database alone cannot make them. */
export class AuditSeals {
  constructor(private readonly key: Uint8Array) {}

  /** Of all fields of a stored row except its hash: a field that is added, changed or removed changes the seal. */
  ofRow({ hash: _, ...row }: Readonly<Record<string, unknown>>): string {
    return this.seal(
      'row',
      Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  }

  ofAnchor(tenant: string, seq: number, hash: string, at: string): string {
    return this.seal('anchor', [tenant, seq, hash, at]);
  }

  private seal(kind: string, of: unknown): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([kind, of]))
      .digest('base64url');
  }
}
