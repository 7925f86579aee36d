import type { TenantId, UserTokenParts } from '#libs/kernel';
import type { Role } from '../../domain/principal.ts';

export interface UserRecord {
  readonly id: string;
  readonly tenant: TenantId;
  /** In lower case; unique over all tenants. */
  readonly username: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly active: boolean;
  /** Of the user's lasting token; absent: 0. */
  readonly tokenGeneration?: number;
  /** Whether they manage the tenants of the installation. */
  readonly installationAdmin?: boolean;
}

/** A user as it is shown. */
export interface UserView extends Omit<UserRecord, 'passwordHash' | 'tokenGeneration'> {
  /** Of the tenant's own count. */
  readonly number: number;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface AddedUser extends UserRecord {
  readonly createdBy: string;
}

/** `last_...`: no active one would be left. */
export type UserChange = 'changed' | 'unknown' | 'last_owner' | 'last_administrator';

export abstract class Users {
  abstract findByName(username: string): Promise<UserRecord | undefined>;
  abstract find(tenant: TenantId, id: string): Promise<UserRecord | undefined>;
  /** At most 250 ms old. */
  abstract findNow(tenant: TenantId, id: string): Promise<UserRecord | undefined>;
  /** By id or number; not cached. */
  abstract read(tenant: TenantId, idOrNumber: string): Promise<UserView | undefined>;
  /** In the order of their numbers. */
  abstract list(tenant: TenantId): Promise<readonly UserView[]>;
  abstract count(tenant: TenantId): Promise<number>;
  abstract add(user: AddedUser): Promise<'added' | 'name_taken'>;
  /** Another password is the next generation of the token too: once it resolves, every replica refuses the one before. */
  abstract change(
    tenant: TenantId,
    id: string,
    to: Partial<Pick<UserRecord, 'role' | 'active' | 'installationAdmin' | 'passwordHash'>>,
  ): Promise<UserChange>;
  abstract remove(tenant: TenantId, id: string): Promise<UserChange>;
  /** The user with the next generation; once it resolves, every replica refuses the token of the one before. */
  abstract nextToken(tenant: TenantId, id: string): Promise<UserRecord | undefined>;
  /** If the installation has no administrator, the tenant's first active owner becomes one. */
  abstract seedAdministrator(tenant: TenantId): Promise<void>;
  /** Whether the user was made; false if the name is taken. */
  abstract seed(user: UserRecord): Promise<boolean>;
}

/** Hands the password of the first administrator to the operator, and to nobody else. */
export abstract class FirstPassword {
  /** Keeps it before the administrator exists, so that a crash never leaves one whose password nobody knows. */
  abstract keep(username: string, password: string): Promise<KeptPassword>;
}

export interface KeptPassword {
  /** The administrator has it. */
  readonly hand: () => Promise<void>;
  /** Another start made the administrator. */
  readonly drop: () => Promise<void>;
}

/** Whose failures in a row are counted: those of a name, or apart from them those from an address that it knows. */
export interface Counted {
  readonly username: string;
  readonly address?: string;
}

/** Failed logins, shared by all replicas. */
export abstract class LoginFailures {
  /** Milliseconds until the next try is checked; 0: now. */
  abstract waitMs(of: Counted): Promise<number>;
  abstract add(of: Counted): Promise<void>;
  abstract clear(of: Counted): Promise<void>;
  /** Whether a login of the name from this address succeeded before. */
  abstract knows(of: Required<Counted>): Promise<boolean>;
  abstract remember(of: Required<Counted>): Promise<void>;
}

export abstract class Passwords {
  abstract hash(password: string): Promise<string>;
  /** Takes the same time if there is no hash. Runs `before` and `after` inside its slot of the bounded queue. */
  abstract verify(password: string, hash: string | undefined, around: VerifyAround): Promise<boolean>;
}

/** Known leaked passwords, which attackers try first. */
export abstract class LeakedPasswords {
  abstract has(password: string): Promise<boolean>;
}

export interface VerifyAround {
  /** Goes before those that wait. */
  readonly first?: boolean;
  readonly before: () => Promise<void>;
  readonly after: (matches: boolean) => Promise<void>;
}

/** How our own access tokens are made; other tokens are refused. */
export const ACCESS_TOKEN = {
  algorithm: 'HS256',
  type: 'at+jwt',
  issuer: 'postrider',
  audience: 'postrider-api',
  /** Clocks of two gateways may differ by this much. */
  skewSeconds: 60,
} as const;

/** Logged in once, on one device. Each refresh raises `generation`, and the token of the one before is used up. */
export interface Session {
  readonly id: string;
  readonly tenant: TenantId;
  readonly user: string;
  readonly generation: number;
  readonly startedAt: Date;
  readonly refreshedAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt?: Date;
  /** When a console's session ends even if it is used; other sessions have none. */
  readonly endsAt?: Date;
}

/** A session of the console ends when it has not been used for a while, and after half a day. */
export const CONSOLE_SESSION = { idleMs: 60 * 60_000, mostMs: 12 * 60 * 60_000 } as const;

export abstract class Sessions {
  abstract start(user: UserRecord): Promise<Session>;
  abstract startAtConsole(user: UserRecord): Promise<Session>;
  /** Not cached. */
  abstract read(id: string): Promise<Session | undefined>;
  /** At most 250 ms old. */
  abstract find(id: string): Promise<Session | undefined>;
  /** Those of a user that are neither revoked nor expired. */
  abstract list(tenant: TenantId, user: string): Promise<readonly Session[]>;
  /** Puts off the end of a console's session. Never fails. */
  abstract noteUse(session: Session): void;
  /** False if another call refreshed or revoked it first. */
  abstract refresh(session: Session): Promise<boolean>;
  abstract revoke(id: string): Promise<void>;
  /** Whether the user has this session, open. */
  abstract revokeOf(tenant: TenantId, user: string, id: string): Promise<boolean>;
  /** Every session of a user. */
  abstract revokeAll(tenant: TenantId, user: string): Promise<void>;
}

/** Of a session and a generation; nothing of it is stored. */
export abstract class RefreshTokens {
  abstract make(session: Pick<Session, 'id' | 'generation'>): string;
  /** Undefined unless it was made here. */
  abstract read(token: string): Pick<Session, 'id' | 'generation'> | undefined;
}

/** What a console's cookie says: a session and its HMAC; nothing of it is stored. */
export abstract class SessionCookies {
  abstract make(session: string): string;
  /** The session; undefined unless the cookie was made here. */
  abstract read(cookie: string): string | undefined;
}

/** The lasting token of a user follows from the user and its generation, and is not stored. */
export abstract class UserTokens {
  abstract make(user: UserRecord): string;
  /** Undefined unless it was made here. */
  abstract read(token: string): Omit<UserTokenParts, 'secret'> | undefined;
}

export abstract class AccessTokens {
  abstract readonly lifeSeconds: number;
  abstract issue(user: UserRecord): Promise<string>;
}
