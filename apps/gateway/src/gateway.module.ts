import { createHmac, createSecretKey } from 'node:crypto';
import { Inject, Injectable, Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { AllowedHosts, clock } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import { Draining, Health, Log } from '#libs/observability';
import { inspectDatabase, MongoSession, openMigrated } from '#libs/persistence';
import type { ServiceDefinition } from '#libs/service-host';
import {
  ACCESS_TOKEN,
  AccessTokens,
  FirstPassword,
  LeakedPasswords,
  LoginFailures,
  Passwords,
  RefreshTokens,
  SessionCookies,
  Sessions,
  Users,
  UserTokens,
} from './application/users/ports.ts';
import { auditProviders } from './audit-providers.ts';
import { phoneProviders } from './phone-providers.ts';
import { ApiKeys, KeyHasher, KeyRefusals } from './application/keys/ports.ts';
import { IssuerKeys, Issuers } from './application/issuers/ports.ts';
import { AuditIntake, AuditLog } from './application/audit/ports.ts';
import { CallBuckets, Dispatcher, QuotaLimits, Templates, TokenBucket, Vendors } from './application/ports.ts';
import { Pictures, Renders } from './application/messages/ports.ts';
import { OwnDatabase } from './application/system/ports.ts';
import { Tenants } from './application/tenants/ports.ts';
import { seed } from './application/tenants/seed.ts';
import { readGatewayConfig, type GatewayConfig } from './config/index.ts';
import { Admission } from './inbound/http/server/admission.ts';
import { bearerTokens, BearerTokens } from './inbound/http/server/bearer-tokens.ts';
import { CONTROLLERS, doorsOf } from './inbound/http/controllers.ts';
import { Cursors } from './inbound/http/request/cursors.ts';
import { ErrorSurfaces, type RouteGroup } from './inbound/http/server/error-surfaces.ts';
import { ApiDocument } from './inbound/http/openapi/document.ts';
import { problems } from './inbound/http/server/problem.ts';
import { LongAnswers } from './inbound/http/server/long-answers.ts';
import { HttpRoutes } from './inbound/http/server/http-routes.ts';
import { Answering, Answers, owned } from './inbound/messaging/handlers.ts';
import { configureServer, fastifyOptions } from './inbound/http/server/server.ts';
import { Argon2Passwords } from './outbound/crypto/argon2-passwords.ts';
import { JwtAccessTokens } from './outbound/crypto/jwt-access-tokens.ts';
import { hmacKey } from './outbound/crypto/hmac-key.ts';
import { JoseIssuerKeys } from './outbound/crypto/jose-issuer-keys.ts';
import { KeyedRefreshTokens } from './outbound/crypto/keyed-refresh-tokens.ts';
import { ListedPasswords } from './outbound/crypto/leaked-passwords.ts';
import { KeyedSessionCookies } from './outbound/crypto/keyed-session-cookies.ts';
import { KeyedUserTokens } from './outbound/crypto/keyed-user-tokens.ts';
import { PepperedHasher } from './outbound/crypto/key-hasher.ts';
import { dispatcherOn, templatesOn, vendorsOn } from './outbound/messaging/clients.ts';
import { GatheredRenders } from './outbound/messaging/gathered-renders.ts';
import { PasswordFile, PrintedPassword } from './outbound/files/first-password.ts';
import { MongoApiKeys } from './outbound/mongo/api-keys.repository.ts';
import { MongoKeyRefusals } from './outbound/mongo/key-refusals.repository.ts';
import { FetchedPictures } from './outbound/http/fetched-pictures.ts';
import { GuardedHttp } from './outbound/http/guarded-http.ts';
import { MongoIssuers } from './outbound/mongo/issuers.repository.ts';
import { MongoLoginFailures } from './outbound/mongo/login-failures.repository.ts';
import { INDEXES } from './outbound/mongo/indexes.ts';
import { migrations } from './outbound/mongo/migrations/index.ts';
import { prepareDatabase } from './outbound/mongo/prepare-database.ts';
import { MongoSessions } from './outbound/mongo/sessions.repository.ts';
import { MongoTenants } from './outbound/mongo/tenants.repository.ts';
import { MongoUsers } from './outbound/mongo/users.repository.ts';

const CONFIG = Symbol('gateway config');

@Module({})
class GatewayModule {}

/** Indexes and seeds exist before the first call is taken. */
@Injectable()
class FirstThings implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    private readonly session: MongoSession,
    readonly tenants: Tenants,
    readonly users: Users,
    readonly keys: ApiKeys,
    readonly passwords: Passwords,
    readonly hasher: KeyHasher,
    readonly firstPassword: FirstPassword,
    readonly log: Log,
    health: Health,
  ) {
    health.add('database', () => session.ping());
  }

  async onModuleInit(): Promise<void> {
    await prepareDatabase(this.session);
    await seed(this, this.config);
  }
}

/** For all accounts: the load of logins that this process accepts. */
const LOGINS = { burst: 100, perSecond: 10 };

const DAY_MS = 86_400_000;

const providers = (config: GatewayConfig): Provider[] => [
  { provide: CONFIG, useValue: config },
  {
    provide: MongoSession,
    useFactory: (log: Log, health: Health) =>
      openMigrated(
        { uri: config.mongoUri, database: config.mongoDatabase },
        { owner: 'gateway', migrations, log, health },
      ),
    inject: [Log, Health],
  },
  {
    provide: Tenants,
    useFactory: (session: MongoSession) => new MongoTenants(session, config.isProduction ? 'live' : 'test'),
    inject: [MongoSession],
  },
  { provide: Users, useClass: MongoUsers },
  { provide: ApiKeys, useClass: MongoApiKeys },
  {
    provide: LoginFailures,
    useFactory: (session: MongoSession) => new MongoLoginFailures(session, config.apiKeyPepper),
    inject: [MongoSession],
  },
  ...auditProviders(config),
  ...phoneProviders(config),
  {
    provide: Answering,
    useFactory: (audit: AuditIntake, tenants: Tenants) => new Answering(audit, tenants),
    inject: [AuditIntake, Tenants],
  },
  { provide: LongAnswers, useValue: new LongAnswers() },
  {
    provide: OwnDatabase,
    useFactory: (session: MongoSession): OwnDatabase => ({ inspect: () => inspectDatabase(session, INDEXES) }),
    inject: [MongoSession],
  },
  { provide: Dispatcher, useFactory: dispatcherOn, inject: [Bus] },
  { provide: Templates, useFactory: templatesOn, inject: [Bus] },
  { provide: Renders, useFactory: (templates: Templates) => new GatheredRenders(templates), inject: [Templates] },
  {
    provide: KeyRefusals,
    useFactory: (session: MongoSession, log: Log, draining: Draining) => {
      const refusals = new MongoKeyRefusals(session, log);
      draining.during('key refusals', () => refusals.drain());
      return refusals;
    },
    inject: [MongoSession, Log, Draining],
  },
  {
    provide: CallBuckets,
    useValue: new CallBuckets({ burst: 2 * config.callsPerSecond, perSecond: config.callsPerSecond }),
  },
  { provide: QuotaLimits, useValue: { keyPerDay: config.keyPerDay, userPerHour: config.userPerHour } },
  { provide: Vendors, useFactory: vendorsOn, inject: [Bus] },
  { provide: KeyHasher, useValue: new PepperedHasher(config.apiKeyPepper) },
  { provide: Passwords, useClass: Argon2Passwords },
  {
    provide: FirstPassword,
    useFactory: (log: Log) =>
      config.isProduction ? new PasswordFile(config.firstPasswordFile, log) : new PrintedPassword(),
    inject: [Log],
  },
  { provide: LeakedPasswords, useClass: ListedPasswords },
  { provide: AccessTokens, useFactory: () => new JwtAccessTokens(config.jwtSecret, config.accessMinutes) },
  { provide: SessionCookies, useValue: new KeyedSessionCookies(derivedKey(config.apiKeyPepper, 'session cookies')) },
  { provide: UserTokens, useValue: new KeyedUserTokens(derivedKey(config.apiKeyPepper, 'user tokens')) },
  { provide: RefreshTokens, useValue: new KeyedRefreshTokens(derivedKey(config.jwtSecret, 'refresh tokens')) },
  {
    provide: Sessions,
    useFactory: (session: MongoSession) => new MongoSessions(session, config.refreshDays * DAY_MS),
    inject: [MongoSession],
  },
  { provide: TokenBucket, useFactory: () => new TokenBucket(LOGINS, clock.now()) },
  { provide: Cursors, useValue: new Cursors(derivedKey(config.jwtSecret, 'cursors')) },
  {
    provide: Issuers,
    useFactory: (session: MongoSession) =>
      new MongoIssuers(session, createSecretKey(derivedKey(config.apiKeyPepper, 'secrets of issuers'))),
    inject: [MongoSession],
  },
  {
    provide: GuardedHttp,
    useFactory: () => new GuardedHttp(new AllowedHosts(config.outboundAllowedHosts), JWKS_BYTES),
  },
  { provide: Pictures, useFactory: () => new FetchedPictures(new AllowedHosts(config.outboundAllowedHosts)) },
  { provide: IssuerKeys, useFactory: (http: GuardedHttp) => new JoseIssuerKeys(http), inject: [GuardedHttp] },
  {
    provide: BearerTokens,
    useFactory: (users: Users, tenants: Tenants, issuers: Issuers, issuerKeys: IssuerKeys, audit: AuditLog) =>
      bearerTokens({ users, tenants, issuers, issuerKeys, ...tokensOf(config) }, audit),
    inject: [Users, Tenants, Issuers, IssuerKeys, AuditLog],
  },
  Admission,
  HttpRoutes,
  FirstThings,
];

/** The longest list of keys that is read. */
const JWKS_BYTES = 256 * 1_024;

const tokensOf = (config: GatewayConfig) => ({
  ownKey: hmacKey(config.jwtSecret, ACCESS_TOKEN.algorithm),
  shared: {
    id: 'jwt',
    issuer: config.jwtIssuer,
    tenant: config.seedTenant,
    tenantClaim: config.jwtTenantClaim,
    userClaim: config.jwtUserClaim,
    roleClaim: config.jwtRoleClaim,
    defaultRole: config.jwtDefaultRole,
  },
});

/** A different secret for each use, so that a token can never be read as a cursor. */
const derivedKey = (secret: string | Uint8Array, use: string): Uint8Array =>
  createHmac('sha256', secret).update(use).digest();

/** Groups of routes beside the native ones. */
type GroupsOf = (config: GatewayConfig) => readonly RouteGroup[];

export function gatewayWith(groupsOf: GroupsOf): ServiceDefinition<GatewayConfig> {
  return {
    name: 'gateway',
    readConfig: readGatewayConfig,
    contracts: owned,
    module: (config) => ({
      module: GatewayModule,
      controllers: [Answers, ...CONTROLLERS, ...groupsOf(config).flatMap(({ controllers }) => controllers)],
      providers: [
        ...providers(config),
        { provide: ApiDocument, useFactory: () => new ApiDocument(CONTROLLERS, groupsOf(config)) },
      ],
    }),
    http: (config) => {
      const { port, host, trustedProxies, allowedHosts } = config;
      const groups = groupsOf(config);
      const surfaces = new ErrorSurfaces(problems, groups);
      return {
        port,
        host,
        fastify: fastifyOptions(surfaces, groups, trustedProxies),
        bodyParser: false,
        configure: (app) => configureServer(app, surfaces, groups, allowedHosts),
      };
    },
  };
}

export const gateway = gatewayWith(doorsOf);
