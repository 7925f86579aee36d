import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  jetstreamManager,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import type { BusEvent, Job } from '#libs/contracts';
import type { NatsConfig } from './settings.ts';

export const ACK_WAIT_MS = 30_000;
const EVENT_AGE_MS = 3_600_000;
const API_TIMEOUT_MS = 2_000;
const NOT_FOUND = 404;

type Durable = Job<unknown> | BusEvent<unknown>;
type Kind = Durable['kind'];
type Wanted = Pick<StreamConfig, 'name' | 'subjects' | 'max_bytes' | 'num_replicas'> & Partial<StreamConfig>;

/**
 * The streams and consumers of durable work; they are created or corrected whenever they differ from their description.
 */
export class Streams {
  private manager: Promise<JetStreamManager> | undefined;
  private readonly reconciling = new Map<string, Promise<void>>();

  constructor(
    private readonly connection: NatsConnection,
    private readonly config: Pick<NatsConfig, 'subjectPrefix' | 'streamMaxBytes' | 'streamReplicas'>,
  ) {}

  /** One work queue per owner of jobs, one short-lived stream per owner of events. */
  streamName(owner: string, kind: Kind): string {
    return this.named(`${kind === 'job' ? 'JOBS' : 'EVT'}_${owner}`);
  }

  consumerName(contract: Durable, durable?: string): string {
    const [owner, , name, version] = contract.subject.split('.');
    return contract.kind === 'job' ? `${name}-${version}` : this.named(`${durable}_${owner}_${name}-${version}`);
  }

  /** Creates the stream or corrects its settings; concurrent callers share one attempt. */
  ensureStream(owner: string, kind: Kind): Promise<void> {
    const name = this.streamName(owner, kind);
    const running = this.reconciling.get(name);
    if (running) return running;
    const attempt = this.reconcile(this.wanted(owner, kind)).finally(() => this.reconciling.delete(name));
    this.reconciling.set(name, attempt);
    return attempt;
  }

  /** Whether {@link ensureStream} succeeded, for callers that will try again anyway. */
  ensured(owner: string, kind: Kind): Promise<boolean> {
    return this.ensureStream(owner, kind).then(
      () => true,
      () => false,
    );
  }

  /** Creates or corrects the durable consumer of a contract; the stream must exist. */
  async ensureConsumer(contract: Durable, durable?: string): Promise<void> {
    const stream = this.streamName(contract.owner, contract.kind);
    const name = this.consumerName(contract, durable);
    const config: Partial<ConsumerConfig> = {
      durable_name: name,
      filter_subject: `${this.config.subjectPrefix}${contract.subject}`,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACK_WAIT_MS),
      max_deliver: -1,
      max_ack_pending: 1_000,
      deliver_policy: contract.kind === 'job' ? DeliverPolicy.All : DeliverPolicy.New,
    };
    const manager = await this.jsm();
    await manager.consumers.add(stream, config);
  }

  /** Messages of the job without an ack. */
  async backlog(job: Job<unknown>): Promise<number> {
    const manager = await this.jsm();
    const info = await manager.consumers.info(this.streamName(job.owner, 'job'), this.consumerName(job));
    return info.num_pending + info.num_ack_pending;
  }

  private async reconcile(wanted: Wanted): Promise<void> {
    const { streams } = await this.jsm();
    const present = await streams.info(wanted.name).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.status === NOT_FOUND) return undefined;
      throw error;
    });
    if (present === undefined) await streams.add(wanted as StreamConfig & { name: string });
    else if (differs(present.config, wanted)) await streams.update(wanted.name, wanted);
  }

  private wanted(owner: string, kind: Kind): Wanted {
    const { subjectPrefix, streamMaxBytes, streamReplicas } = this.config;
    const common = {
      name: this.streamName(owner, kind),
      subjects: [`${subjectPrefix}${owner}.${kind}.>`],
      storage: StorageType.File,
      max_bytes: streamMaxBytes,
      num_replicas: streamReplicas,
    };
    if (kind === 'job') return { ...common, retention: RetentionPolicy.Workqueue, discard: DiscardPolicy.New };
    return { ...common, retention: RetentionPolicy.Limits, discard: DiscardPolicy.Old, max_age: nanos(EVENT_AGE_MS) };
  }

  private jsm(): Promise<JetStreamManager> {
    this.manager ??= jetstreamManager(this.connection, { checkAPI: false, timeout: API_TIMEOUT_MS });
    return this.manager;
  }

  private named(name: string): string {
    return `${this.config.subjectPrefix}${name}`.replace(/[^\w-]/g, '_');
  }
}

function differs(present: StreamConfig, wanted: Wanted): boolean {
  return Object.entries(wanted).some(
    ([name, value]) => JSON.stringify(present[name as keyof StreamConfig]) !== JSON.stringify(value),
  );
}
