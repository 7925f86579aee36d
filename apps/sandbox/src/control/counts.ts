import type { CallbackSender, Journal, Ledger } from '#libs/sandbox-kit';

export function countsOf({ epoch, counts, texts }: Ledger, journal: Journal, sender: CallbackSender) {
  const byStatus = texts.byStatus();
  return {
    epoch,
    texts: counts.texts,
    faults: counts.faults,
    byVendor: counts.byVendor,
    /** Only the texts in memory: the newest ones. */
    phones: texts.numbers(),
    scheduled: byStatus['scheduled'] ?? 0,
    byStatus,
    requests: journal.total,
    callbacks: { ...sender.ends, waiting: sender.waiting },
  };
}

export type CountsView = ReturnType<typeof countsOf>;
