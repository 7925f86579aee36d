import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import type { Times } from '#libs/kernel';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import { refusalsIn } from '../../domain/ledger/refusals.ts';
import { attemptsByRoute } from '../../domain/routing/choose-route.ts';
import { deletedPool } from '../../domain/routing/phones.ts';
import { attemptOf } from '../deliver/attempt-of.ts';
import { routableOf } from '../fan-out/routable.ts';
import type { Codec } from '../ledger/ports.ts';
import { openContent } from '../ledger/sealed-content.ts';
import type { RouteTable } from '../routing/route-table.ts';

export interface AttemptOfPhonePorts {
  readonly codec: Codec;
  readonly routes: Pick<RouteTable, 'byId'>;
  readonly times: Pick<Times, 'sendBeforeMs'>;
}

/** The present grant of a message that a phone holds, as the settling of outcomes needs it. */
export async function attemptOfPhone(
  { codec, routes, times }: AttemptOfPhonePorts,
  message: MessageDocument,
  rows: readonly EvidenceDocument[],
): Promise<InFlightAttempt> {
  await codec.ready(message.tenant);
  const content = openContent(codec, message);
  const { _id: key, tenant, environment, category, guarantee, lane } = message;
  const known = await routes.byId(tenant, message.route!);
  const granted = {
    key,
    tenant,
    environment,
    category,
    guarantee,
    urgent: lane === 'urgent',
    deadline: message.deadline.getTime(),
    content,
    routable: routableOf(message, content),
  };
  const grant = {
    fence: message.fence,
    attempt: message.attempt,
    holder: message.holder!,
    route: known ?? deletedPool({ _id: message.route!, tenant, environment }),
    grantedAt: message.leased_at!.getTime(),
    tried: [...attemptsByRoute(rows).keys()],
    refusals: refusalsIn(rows),
    onlyHere: rows.some(({ lookup }) => lookup === 'nothing'),
    possibleDuplicate: message.possible_duplicate ?? false,
    agent: message.agent,
    lease: message.holder,
  };
  return attemptOf(granted, grant, times);
}
