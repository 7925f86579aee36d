import { clock, newRequestId, PostriderError } from '#libs/kernel';
import { mayManage, nameOf, type Principal } from '../../domain/principal.ts';
import { refuseTestKey } from '../../domain/refuse-test-key.ts';
import { audited, nothingHere, read } from '../audit/audited.ts';
import { AuditLog } from '../audit/ports.ts';
import { ACCESS_TOKEN } from '../users/ports.ts';
import { isForAnyToken, IssuerKeys, Issuers, type IssuerKey, type IssuerRecord } from './ports.ts';
import { ROLES_OF_TOKENS } from './token-principal.ts';

export interface IssuerPorts {
  readonly issuers: Issuers;
  readonly issuerKeys: IssuerKeys;
  readonly audit: AuditLog;
}

/** `null` removes what is stored. */
type Settable = Omit<IssuerRecord, 'id' | 'tenant' | 'createdAt' | 'createdBy'>;
export type IssuerChange = { readonly [Name in keyof Settable]?: Settable[Name] | null | undefined };

const MOST_ISSUERS = 50;

export const listIssuers = ({ issuers }: IssuerPorts, { tenant }: Principal): Promise<readonly IssuerRecord[]> =>
  issuers.list(tenant);

export function readIssuer(
  { issuers, audit }: IssuerPorts,
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<IssuerRecord> {
  return read(audit, { principal, action: 'issuer.read', target: id, clientIp }, () =>
    issuers.read(principal.tenant, id),
  );
}

export function createIssuer(
  ports: IssuerPorts,
  principal: Principal,
  wanted: Settable,
  clientIp: string,
): Promise<IssuerRecord> {
  const act = { principal, action: 'issuer.create', target: ({ id }: IssuerRecord) => id, clientIp } as const;
  return audited(ports.audit, act, async () => {
    const { tenant } = principal;
    if ((await ports.issuers.list(tenant)).length >= MOST_ISSUERS)
      throw new PostriderError('limit_reached', `There are ${MOST_ISSUERS} issuers. Delete one first.`);
    const made = { id: newRequestId(), tenant, createdAt: new Date(clock.now()), createdBy: nameOf(principal) };
    const issuer = { ...wanted, ...made };
    await check(ports, principal, issuer);
    await refuseForeign(ports, issuer);
    refuseTaken(await ports.issuers.add(issuer));
    return issuer;
  });
}

/** A new key takes the place of the old one, of whatever form it is. */
export function changeIssuer(
  ports: IssuerPorts,
  principal: Principal,
  { id, change }: { readonly id: string; readonly change: IssuerChange },
  clientIp: string,
): Promise<IssuerRecord> {
  const reason = Object.keys(change).toSorted().join(',');
  return audited(ports.audit, { principal, action: 'issuer.change', target: id, reason, clientIp }, async () => {
    const found = await ports.issuers.read(principal.tenant, id);
    if (!found) throw nothingHere();
    const issuer = withChange(found, change);
    await check(ports, principal, issuer);
    if (MEANT.some((name) => change[name] !== undefined)) await refuseForeign(ports, issuer);
    refuseTaken(await ports.issuers.replace(issuer));
    return issuer;
  });
}

export function deleteIssuer(
  { issuers, audit }: IssuerPorts,
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<void> {
  return audited(audit, { principal, action: 'issuer.delete', target: id, clientIp }, async () => {
    refuseTestKey(principal);
    if (!(await issuers.remove(principal.tenant, id))) throw nothingHere();
  });
}

const MEANT = ['issuer', 'audience', 'tenantClaim'] as const;
const KEYS = ['secret', 'publicKey', 'jwksUrl'] as const;

function withChange(found: IssuerRecord, change: IssuerChange): IssuerRecord {
  const isNewKey = KEYS.some((name) => change[name] !== undefined);
  const kept = Object.entries(found).filter(([name]) => !isNewKey || !KEYS.some((key) => key === name));
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const fields = Object.entries(Object.fromEntries([...kept, ...given])).filter(([, value]) => value !== null);
  return Object.fromEntries(fields) as unknown as IssuerRecord;
}

/** Whoever lets tokens in may do everything that those tokens may. */
async function check({ issuerKeys }: IssuerPorts, principal: Principal, issuer: IssuerRecord): Promise<void> {
  const roles = issuer.roleClaim === undefined ? [issuer.defaultRole] : ROLES_OF_TOKENS;
  const more = roles.find((role) => !mayManage(principal, { role }));
  if (more !== undefined)
    throw new PostriderError(
      'insufficient_scope',
      `You may not do everything that ${more} may, so you cannot accept tokens with this role.`,
    );
  if (issuer.issuer === ACCESS_TOKEN.issuer) throw invalid(`The issuer ${ACCESS_TOKEN.issuer} is this installation.`);
  const problem = keyProblem(issuer) ?? (await issuerKeys.problemOf(issuer));
  if (problem !== undefined) throw invalid(problem);
}

function keyProblem(issuer: IssuerKey): string | undefined {
  if (KEYS.filter((name) => issuer[name] !== undefined).length !== 1)
    return 'Give one of secret, public_key and jwks_url.';
  const isHmac = issuer.algorithm.startsWith('HS');
  if (isHmac === (issuer.secret !== undefined)) return undefined;
  return isHmac
    ? `${issuer.algorithm} takes a secret, and no public key.`
    : `${issuer.algorithm} takes a public_key or a jwks_url, and no secret.`;
}

/** Tokens of one tenant must not become those of another that accepts the same issuer. */
async function refuseForeign({ issuers }: IssuerPorts, issuer: IssuerRecord): Promise<void> {
  const others = await issuers.ofOthers(issuer.tenant, issuer.issuer);
  if (others.length > 0 && [issuer, ...others].some(isForAnyToken))
    throw new PostriderError(
      'name_taken',
      'Another tenant accepts this issuer. That is possible only if each of you names an audience or a tenant claim.',
    );
}

function refuseTaken(saved: 'saved' | 'name_taken' | 'unknown'): void {
  if (saved === 'unknown') throw nothingHere();
  if (saved === 'name_taken')
    throw new PostriderError(
      'name_taken',
      'There is an issuer with this issuer and audience. Name an audience of your own.',
    );
}

const invalid = (detail: string): PostriderError => new PostriderError('invalid_issuer', detail);
