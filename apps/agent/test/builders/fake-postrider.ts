import type {
  Answer,
  Grant,
  Heartbeat,
  HeartbeatReply,
  Lease,
  Permission,
  ReceivedText,
  Report,
  Transport,
} from '../../src/index.ts';

const TTL_MS = 300_000;
const SEND_WITHIN_MS = 30_000;
const answered = <Value>(value: Value): Answer<Value> => ({ kind: 'answered', value });

interface Message extends Lease {
  status: 'PENDING' | 'ASSIGNED' | 'SENDING' | 'SENT' | 'FAILED' | 'UNKNOWN';
  poll?: string;
}

/** What agent-lease does for one phone: leases under a request's id, `start`, reports. `away` answers with no answer. */
export class FakePostrider implements Transport {
  readonly messages: Message[] = [];
  readonly polls: { id: string; limit: number }[] = [];
  readonly beats: Heartbeat[] = [];
  readonly reports: Report[] = [];
  readonly inboxTexts: (ReceivedText & { deviceMessageId: string })[] = [];
  heartbeatReply: HeartbeatReply = { leaseTtlMs: TTL_MS, extended: [], revoked: [] };
  /** Taken in place of the answer of that call. */
  instead: Partial<Record<keyof Transport, Answer<never>>> = {};
  onReport: () => void = () => {};

  add(messageId: string, text = 'Hello'): Message {
    const message: Message = {
      messageId,
      to: '+84901234567',
      text,
      leaseId: '',
      fence: 0,
      ttlMs: TTL_MS,
      status: 'PENDING',
    };
    this.messages.push(message);
    return message;
  }

  /** As after the end of a lease, or of a resend by another guarantee. */
  regrant(messageId: string): void {
    Object.assign(this.message(messageId), { status: 'PENDING', poll: undefined });
  }

  status(messageId: string): string {
    return this.message(messageId).status;
  }

  async heartbeat(beat: Heartbeat): Promise<Answer<HeartbeatReply>> {
    this.beats.push(beat);
    return this.instead.heartbeat ?? answered(this.heartbeatReply);
  }

  async next(poll: { id: string; limit: number }, signal: AbortSignal): Promise<Answer<readonly Lease[]>> {
    this.polls.push(poll);
    if (this.instead.next) return this.instead.next;
    const held = this.messages.filter((message) => message.poll === poll.id && message.status !== 'PENDING');
    const open = held.filter(({ status }) => status === 'ASSIGNED' || status === 'SENDING');
    if (open.length > 0) return answered(open.map((message) => ({ ...message })));
    const granted = this.messages.filter(({ status }) => status === 'PENDING').slice(0, poll.limit);
    if (granted.length === 0) return this.idle(signal);
    for (const message of granted) {
      const fence = message.fence + 1;
      Object.assign(message, { status: 'ASSIGNED', poll: poll.id, fence, leaseId: `lease-${poll.id}` });
    }
    return answered(granted.map((message) => ({ ...message })));
  }

  async start({ messageId, fence }: Grant): Promise<Answer<Permission>> {
    if (this.instead.start) return this.instead.start;
    const message = this.message(messageId);
    const isHeld = message.fence === fence && ['ASSIGNED', 'SENDING'].includes(message.status);
    if (!isHeld) return answered({ sendWithinMs: 0, stale: true });
    message.status = 'SENDING';
    return answered({ sendWithinMs: SEND_WITHIN_MS, stale: false });
  }

  async report(reports: readonly Report[]): Promise<Answer<void>> {
    if (this.instead.report) return this.instead.report;
    this.reports.push(...reports);
    for (const { messageId, fence, status } of reports) {
      const message = this.message(messageId);
      if (message.fence === fence) message.status = status;
    }
    this.onReport();
    return answered(undefined);
  }

  async inbox(texts: readonly (ReceivedText & { deviceMessageId: string })[]): Promise<Answer<void>> {
    if (this.instead.inbox) return this.instead.inbox;
    this.inboxTexts.push(...texts);
    return answered(undefined);
  }

  private message(messageId: string): Message {
    return this.messages.find((message) => message.messageId === messageId)!;
  }

  private async idle(signal: AbortSignal): Promise<Answer<readonly Lease[]>> {
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const hasWork = this.messages.some(({ status }) => status === 'PENDING');
        if (!signal.aborted && !hasWork) return;
        clearInterval(timer);
        resolve();
      }, 1);
    });
    return answered([]);
  }
}
