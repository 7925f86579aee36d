import type { Text } from '#libs/sandbox-kit';

/** The result of a message, as CloudWatch Logs stores it. */
export interface LogEntry {
  readonly n: number;
  /** Ms since the epoch. */
  readonly at: number;
  /** JSON */
  readonly message: string;
}

export interface Delivery {
  readonly text: Pick<Text, 'sid' | 'to' | 'segments' | 'smsType' | 'createdAt'>;
  readonly status: string;
  readonly providerResponse: string;
  /** USD for the whole message. */
  readonly price: number;
  readonly extra: Readonly<Record<string, string>>;
}

const KEPT = 100_000;

/** The two log groups of an account; a group exists once an entry has been written to it. */
export class DeliveryLog {
  private readonly groups = new Map<string, LogEntry[]>();
  private last = 0;

  constructor(private readonly name: string) {}

  write(delivery: Delivery, at: number): void {
    const group = delivery.status === 'SUCCESS' ? this.name : `${this.name}/Failure`;
    const entries = this.groups.get(group) ?? [];
    this.groups.set(group, entries);
    entries.push({ n: ++this.last, at, message: JSON.stringify(entryOf(delivery, at)) });
    if (entries.length > KEPT * 2) entries.splice(0, entries.length - KEPT);
  }

  /** Oldest first; undefined if there is no such group. */
  entries(group: string): readonly LogEntry[] | undefined {
    return this.groups.get(group);
  }

  clear(): void {
    this.groups.clear();
  }
}

function entryOf({ text, status, providerResponse, price, extra }: Delivery, at: number) {
  return {
    notification: {
      messageId: text.sid,
      timestamp: new Date(text.createdAt).toISOString().replace('T', ' ').slice(0, 23),
    },
    delivery: {
      phoneCarrier: 'Sandbox Mobile',
      mnc: 1,
      mcc: 1,
      numberOfMessageParts: text.segments,
      destination: text.to,
      priceInUSD: price,
      smsType: text.smsType ?? 'Promotional',
      providerResponse,
      dwellTimeMs: at - text.createdAt,
      ...(status === 'SUCCESS' && { dwellTimeMsUntilDeviceAck: at - text.createdAt }),
      ...extra,
    },
    status,
  };
}
