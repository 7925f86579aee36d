import type { SubmitReply, SubmitRequest } from '#libs/contracts';
import type { ErrorCode } from '#libs/kernel';

/** The dispatcher's reply if it accepts every message except those whose positions are refused. */
export function replyTo(
  { request_id, items: asked }: SubmitRequest,
  refused: Readonly<Record<number, ErrorCode>> = {},
): SubmitReply {
  const items = asked.map(({ to }, position) => {
    const code = refused[position];
    if (code !== undefined) return { position, code, detail: 'It is refused.' };
    const id = `${request_id}.${String(position).padStart(4, '0')}`;
    return { position, id, status: 'PENDING' as const, to, segments: 1, encoding: 'GSM-7' as const, warnings: [] };
  });
  const rejected = Object.keys(refused).length;
  return { request_id, total: items.length, accepted: items.length - rejected, rejected, items, replayed: false };
}
