import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { INestApplication, INestApplicationContext } from '@nestjs/common';
import { agentQuestions, dispatcherQuestions, templateQuestions } from '#libs/contracts';
import { newApiKey, type NewApiKey, type TenantId } from '#libs/kernel';
import { createLog, Log } from '#libs/observability';
import { startService } from '#libs/service-host';
import { agentSamples, dispatcherSamples, templateSamples } from '../../../../libs/contracts/testing/index.ts';
import { canned, testNats, type TestNats } from '../../../../libs/messaging/testing/index.ts';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { ApiKeys, KeyHasher } from '../../src/application/keys/ports.ts';
import { FirstPassword, Passwords, Users } from '../../src/application/users/ports.ts';
import { Tenants } from '../../src/application/tenants/ports.ts';
import { seed } from '../../src/application/tenants/seed.ts';
import { readGatewayConfig, type GatewayConfig } from '../../src/config/index.ts';
import type { Scope } from '../../src/domain/principal.ts';
import { gateway } from '../../src/gateway.module.ts';
import { HttpRoutes, type Route } from '../../src/inbound/http/server/http-routes.ts';
import { PepperedHasher } from '../../src/outbound/crypto/key-hasher.ts';
import type { ApiKeyDocument, AuditDocument } from '../../src/outbound/mongo/documents.ts';

export const PASSWORD = 'nine grey herons at dawn';
export const PEPPER = randomBytes(32);
export const CHAIN_KEY = randomBytes(32);
export const JWT_SECRET = randomBytes(32).toString('base64');
export const TENANT = '00000001' as TenantId;
export const OTHER_TENANT = '00000002' as TenantId;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the answer; empty for any other type. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, bytes and strings unchanged. */
  readonly body?: unknown;
}

/** A gateway as main starts it, on a real MongoDB and NATS; the other services are canned on the bus. */
export class GatewayUnderTest {
  readonly canned = canned(dispatcherQuestions, dispatcherSamples);
  readonly cannedAgents = canned(agentQuestions, agentSamples);
  readonly cannedTemplates = canned(templateQuestions, templateSamples);
  /** The calls to the dispatcher, and its answers. */
  readonly dispatcher = this.canned.questions;
  /** The same of the template service. */
  readonly template = this.cannedTemplates.questions;
  /** The same of agent-lease. */
  readonly agentLease = this.cannedAgents.questions;
  readonly seededKey = newApiKey('test');
  private readonly opened: { close(): Promise<void> }[] = [];
  private servedAgents?: { close(): Promise<void> };
  private readonly apps: INestApplicationContext[] = [];
  url = '';
  /** Of the replica that was started last. */
  opsUrl = '';

  private constructor(
    readonly mongo: TestMongo,
    readonly nats: TestNats,
    private readonly definition: typeof gateway,
  ) {}

  static async start(
    environment: Readonly<Record<string, string>> = {},
    definition = gateway,
  ): Promise<GatewayUnderTest> {
    const made = new GatewayUnderTest(await testMongo(), await testNats(), definition);
    made.opened.push(await made.nats.serve(made.canned.parts));
    made.opened.push(await made.nats.serve(made.cannedTemplates.parts));
    made.servedAgents = await made.nats.serve(made.cannedAgents.parts);
    made.opened.push(made.servedAgents);
    made.url = await made.startReplica(environment);
    return made;
  }

  /** Starts one more gateway on the same database and bus; returns its address. */
  async startReplica(environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const started = await startService(this.definition, this.config(environment));
    this.opened.unshift(started);
    this.apps.push(started.app);
    this.opsUrl = `http://127.0.0.1:${started.ports.ops}`;
    return `http://127.0.0.1:${started.ports.http}`;
  }

  config(environment: Readonly<Record<string, string>> = {}): GatewayConfig {
    return readGatewayConfig({
      NATS_URL: this.nats.settings.natsUrl,
      NATS_SUBJECT_PREFIX: this.nats.settings.subjectPrefix,
      MONGODB_URI: this.mongo.uri,
      MONGODB_DATABASE: this.mongo.database,
      PORT: '0',
      // No phone's call is answered, unless a spec says by whom.
      AGENT_LEASE_URL: 'http://127.0.0.1:9',
      LOG_LEVEL: 'silent',
      API_KEY_PEPPER: PEPPER.toString('base64'),
      AUDIT_CHAIN_KEY: CHAIN_KEY.toString('base64'),
      JWT_SECRET,
      SEED_ADMIN_PASSWORD: PASSWORD,
      SEED_API_KEY: this.seededKey.key,
      SEED_DESTINATIONS: 'US',
      ...environment,
    });
  }

  async call(path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> {
    const isPlain = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const type = isPlain ? {} : { 'content-type': 'application/json' };
    const sent = isPlain ? (body as string | undefined) : JSON.stringify(body);
    const response = await fetch(`${this.url}${path}`, { method, headers: { ...type, ...headers }, body: sent });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  }

  /** With the seeded test key. */
  send(body: unknown, headers: Readonly<Record<string, string>> = {}, path = '/api/v1/messages'): Promise<Answer> {
    return this.call(path, { method: 'POST', body, headers: { 'x-api-key': this.seededKey.key, ...headers } });
  }

  async logIn(username = 'admin', password = PASSWORD): Promise<string> {
    const { body } = await this.call('/api/v1/auth/login', { method: 'POST', body: { username, password } });
    return String(body.access_token);
  }

  /** Adds a key to the database, as an administrator would. */
  async addKey(of: Partial<ApiKeyDocument> & { scopes?: Scope[] } = {}): Promise<NewApiKey> {
    const key = newApiKey(of.environment ?? 'live');
    const hash = new PepperedHasher(PEPPER).hash(key.secret);
    const document: ApiKeyDocument = {
      _id: key.keyId,
      tenant: TENANT,
      environment: key.environment,
      hash,
      last4: key.key.slice(-4),
      scopes: ['messages:send', 'messages:read'],
      created_at: new Date(),
      created_by: 'spec',
      ...of,
    };
    await this.mongo.session.collection<ApiKeyDocument>('api_keys').insertOne(document);
    return key;
  }

  async addTenant(tenant: TenantId): Promise<void> {
    const tenants = this.mongo.session.collection<{ _id: string }>('tenants');
    await tenants.insertOne({ _id: tenant, policy: { destinations: ['*'] } } as never);
  }

  /** The first gateway. */
  app(): INestApplicationContext {
    return this.apps[0]!;
  }

  /** The HTTP server of the first gateway. */
  server(): Server {
    return (this.apps[0] as INestApplication).getHttpServer() as Server;
  }

  /** The routes of the first gateway's router. */
  routes(): readonly Route[] {
    return this.apps[0]!.get(HttpRoutes).routes();
  }

  /** Seeds as a start with these settings would; returns the lines that it logs. */
  async seedAgain(environment: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
    const [app] = this.apps;
    const lines = this.captureLog();
    const [tenants, users, keys] = [app!.get(Tenants), app!.get(Users), app!.get(ApiKeys)];
    const [passwords, hasher, log] = [app!.get(Passwords), app!.get(KeyHasher), app!.get(Log)];
    const firstPassword = app!.get(FirstPassword);
    await seed({ tenants, users, keys, passwords, hasher, firstPassword, log }, this.config(environment));
    return lines;
  }

  /** Every line that the first gateway logs from now on, at any level. */
  captureLog(): readonly string[] {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    Object.assign(this.apps[0]!.get(Log), createLog({ service: 'gateway', level: 'debug', destination }));
    return lines;
  }

  audited(filter: Partial<AuditDocument>): Promise<AuditDocument[]> {
    return this.mongo.session.collection<AuditDocument>('audit_logs').find(filter).toArray();
  }

  async stopAgents(): Promise<void> {
    const [served] = this.opened.splice(this.opened.indexOf(this.servedAgents!), 1);
    await served!.close();
  }

  /** Stops the gateways and the dispatcher; the database stays. */
  async stop(): Promise<void> {
    for (const each of this.opened.splice(0)) await each.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.nats.close();
    await this.mongo.close();
  }
}
