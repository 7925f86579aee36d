import { createReadStream, existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { clock, monotonicMs, type TenantId } from '#libs/kernel';
import type { Log, Metrics } from '#libs/observability';
import { AnchorsGone, AuditAnchors, type Anchor } from '../../application/audit/ports.ts';
import type { AuditSeals } from '../crypto/audit-seals.ts';

/** One line of JSON; the log has the same fields when there is no file. */
interface AnchorLine {
  readonly tenant: TenantId;
  readonly seq: number;
  readonly hash: string;
  readonly anchored_at: string;
  readonly mac: string;
}

type Head = Pick<AnchorLine, 'seq' | 'hash'>;

export interface AnchorWriterOptions {
  /** Absent: anchors are logged. */
  readonly file: string | undefined;
  /** Between two writes; the first is made at once. */
  readonly everyMs: number;
  readonly seals: AuditSeals;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Notes outside the database how far each chain went, so that a tail that is cut off is missed. */
export class AnchorWriter {
  private readonly pending = new Map<TenantId, Head>();
  private readonly failed;
  private writing = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private mayWriteAt = -Infinity;

  constructor(private readonly options: AnchorWriterOptions) {
    this.failed = options.metrics.counter('gateway_audit_anchors_failed_total', 'Writes of anchors that failed.');
  }

  note(tenant: TenantId, head: Head): void {
    this.pending.set(tenant, head);
    this.timer ??= setTimeout(() => void this.flush(), Math.max(0, this.mayWriteAt - monotonicMs())).unref();
  }

  /** Writes what is pending. */
  async close(): Promise<void> {
    await this.flush();
  }

  private flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return (this.writing = this.writing.then(() => this.write()));
  }

  private async write(): Promise<void> {
    const heads = [...this.pending];
    if (heads.length === 0) return;
    this.pending.clear();
    this.mayWriteAt = monotonicMs() + this.options.everyMs;
    const lines = heads.map(([tenant, head]) => this.lineOf(tenant, head));
    try {
      await this.keep(lines);
    } catch (err) {
      this.failed.inc();
      this.options.log.warn('audit.anchor_failed', { err });
      for (const [tenant, head] of heads) if (!this.pending.has(tenant)) this.pending.set(tenant, head);
      this.timer ??= setTimeout(() => void this.flush(), this.options.everyMs).unref();
    }
  }

  private lineOf(tenant: TenantId, { seq, hash }: Head): AnchorLine {
    const at = new Date(clock.now()).toISOString();
    return { tenant, seq, hash, anchored_at: at, mac: this.options.seals.ofAnchor(tenant, seq, hash, at) };
  }

  /** The empty line ends one that a crash cut off. */
  private async keep(lines: readonly AnchorLine[]): Promise<void> {
    const { file, log } = this.options;
    if (file === undefined) for (const line of lines) log.info('audit.anchored', { ...line });
    else await appendFile(file, `\n${lines.map((line) => JSON.stringify(line)).join('\n')}\n`, PRIVATE);
  }
}

const PRIVATE = { mode: 0o600, flush: true } as const;

/** Fails at once if the file cannot be written; it is made if it does not exist. */
export const checkAnchorFile = (file: string): Promise<void> => appendFile(file, '', { mode: 0o600 });

/** Reads anchors from files of this program, or from its log. */
export class AnchorFiles extends AuditAnchors {
  constructor(
    private readonly files: readonly string[],
    private readonly seals: AuditSeals,
  ) {
    super();
  }

  async *of(tenant: TenantId): AsyncGenerator<Anchor> {
    for await (const { seq, hash, anchored_at: at, mac, tenant: of } of this.lines())
      if (of === tenant) yield { seq, hash, genuine: this.seals.ofAnchor(tenant, seq, hash, at) === mac };
  }

  async tenants(): Promise<readonly TenantId[]> {
    const found = new Set<TenantId>();
    for await (const { tenant } of this.lines()) found.add(tenant);
    return [...found];
  }

  private async *lines(): AsyncGenerator<AnchorLine> {
    for (const file of this.files) {
      if (!existsSync(file)) throw new AnchorsGone(`${file} does not exist.`);
      for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
        const line = parsed(text);
        if (line !== undefined) yield line;
      }
    }
  }
}

/** Undefined for another line, also for one that a crash cut off. */
function parsed(text: string): AnchorLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<AnchorLine> | null;
    const isAnchor = Number.isSafeInteger(line?.seq) && typeof line?.hash === 'string' && 'mac' in line;
    return isAnchor ? (line as AnchorLine) : undefined;
  } catch {
    return undefined;
  }
}
