import type { TenantId } from '#libs/kernel';
import { refused } from '../../../domain/acceptance/accepted-item.ts';
import type { Codec } from '../../ledger/ports.ts';
import { optedOut, type OptOutCheckPorts } from '../../opt-outs/opted-out.ts';
import type { Gate } from './gate.ts';

export type OptOutGatePorts = OptOutCheckPorts & { readonly codec: Pick<Codec, 'ready' | 'hash'> };

/** Refuses recipients who opted out of the item's category. All items of a call are one query. */
export const optOut =
  (ports: OptOutGatePorts): Gate =>
  async (items, call) => {
    const tenant = call.tenant as TenantId;
    if (!(await ports.routes.hasOptOuts(tenant))) return [];
    await ports.codec.ready(tenant);
    const recipients = items.map(({ found: { to, category, answers, confirms } }) => ({
      tenant,
      category: category!,
      to: to!,
      answers,
      confirms,
    }));
    const out = await optedOut(ports, recipients, ({ to }) => ports.codec.hash(tenant, to));
    return recipients.map((it) => (out.has(it) ? OPTED_OUT : undefined));
  };

const OPTED_OUT = refused('recipient_opted_out', 'The recipient has opted out of these messages.');
