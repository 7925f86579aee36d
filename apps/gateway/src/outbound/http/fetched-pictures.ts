import { lookup } from 'node:dns';
import { LRUCache } from 'lru-cache';
import { Agent, request, type Dispatcher } from 'undici';
import {
  HTTPS_PORTS,
  outboundProblem,
  PICTURE_HEAD_BYTES,
  pictureType,
  vettedLookup,
  type AllowedHosts,
  unavailable,
  type TenantId,
} from '#libs/kernel';
import type { CheckedPicture, Picture, Pictures } from '../../application/messages/ports.ts';
import { NoPlace, Places } from './places.ts';

const MAX_BYTES = 5 * 1024 * 1024;
const CONNECT_MS = 5_000;
/** So long a picture that was good needs no fetch: a batch and its repeats fetch it once. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 5_000;
const AT_ONCE = { all: 32, ofOne: 8, waiting: 2_000 };

/**
 * Fetches pictures from public https addresses. The name is resolved once, and the connection goes to an address that
 * was checked; redirects are not followed. Nothing of a picture is kept but its type and size.
 */
export class FetchedPictures implements Pictures {
  private readonly agent: Agent;
  private readonly places = new Places(AT_ONCE);
  /** By tenant and address, so that no tenant learns by the time of an answer what another one sends. */
  private readonly good = new LRUCache<string, Picture>({ max: REMEMBERED, ttl: REMEMBERED_MS });

  constructor(
    private readonly allowed: AllowedHosts,
    private readonly totalMs = 10_000,
    resolve = lookup,
  ) {
    this.agent = new Agent({
      allowH2: false,
      connect: { timeout: CONNECT_MS, lookup: vettedLookup(allowed, resolve) },
    });
  }

  async check(tenant: TenantId, urls: readonly string[]): Promise<ReadonlyMap<string, CheckedPicture>> {
    const signal = AbortSignal.timeout(this.totalMs);
    const each = urls.map(async (url) => [url, await this.one(tenant, url, signal)] as const);
    return new Map(await Promise.all(each));
  }

  onModuleDestroy(): Promise<void> {
    return this.agent.destroy();
  }

  private async one(tenant: TenantId, given: string, signal: AbortSignal): Promise<CheckedPicture> {
    const problem = outboundProblem(given, this.allowed, HTTPS_PORTS);
    if (problem !== undefined) return { problem };
    const url = new URL(given).href;
    const key = `${tenant} ${url}`;
    const known = this.good.get(key);
    if (known) return known;
    try {
      // Another call may have fetched it while this one waited.
      return await this.places.run(tenant, signal, async () => this.good.get(key) ?? this.fetch(url, key, signal));
    } catch (error) {
      if (error instanceof NoPlace) throw unavailable('The fetching of pictures', error);
      return { problem: signal.aborted ? `did not come within ${this.totalMs / 1_000} s` : AWAY };
    }
  }

  private async fetch(url: string, key: string, signal: AbortSignal): Promise<CheckedPicture> {
    const answer = await request(url, {
      dispatcher: this.agent,
      headers: { accept: 'image/*' },
      reset: true,
      signal,
    });
    // Ending it before its end is an error of the stream.
    answer.body.on('error', () => undefined);
    const read = await readAnswer(answer).finally(() => answer.body.destroy());
    if ('problem' in read) return read;
    const picture = { url, ...read };
    this.good.set(key, picture);
    return picture;
  }
}

const AWAY = 'could not be fetched: its host does not answer, or is not public';
const TOO_LARGE = `is larger than ${MAX_BYTES / 1024 / 1024} MiB`;

async function readAnswer(answer: Dispatcher.ResponseData): Promise<Omit<Picture, 'url'> | { problem: string }> {
  const { statusCode, headers, body } = answer;
  if (statusCode >= 300 && statusCode < 400) return { problem: 'leads to another address; give that one' };
  if (statusCode !== 200) return { problem: `could not be fetched: its server answered ${statusCode}` };
  if (Number(headers['content-length'] ?? 0) > MAX_BYTES) return { problem: TOO_LARGE };

  let head = Buffer.alloc(0);
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (head.length < PICTURE_HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, PICTURE_HEAD_BYTES)]);
    if (bytes > MAX_BYTES) return { problem: TOO_LARGE };
  }
  const type = pictureType(head);
  if (type === undefined) return { problem: 'is not a JPEG, PNG or GIF picture' };
  const said = mediaTypeOf(headers['content-type']);
  return said === type ? { type, bytes } : { problem: `is ${type}, but its server says ${said}` };
}

function mediaTypeOf(header: string | string[] | undefined): string {
  const [type = ''] = String(header ?? '').split(';');
  const said = type.trim().toLowerCase();
  if (said === '') return 'nothing about its type';
  return /^[\w.+-]{1,40}\/[\w.+-]{1,60}$/.test(said) ? said : 'something else';
}
