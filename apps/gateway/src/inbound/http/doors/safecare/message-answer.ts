import type { MessageSummary } from '#libs/contracts';
import type { Principal } from '../../../../application/ports.ts';
import type { SafecareMessage } from './answers.ts';
import { wordOf } from './words.ts';

/** In this door a key sees what it sent, and a user what their role says. */
export const asHere = (caller: Principal): Principal =>
  caller.kind === 'key' ? { ...caller, role: 'sender' } : caller;

type Shown = Pick<MessageSummary, 'id' | 'request_id' | 'status' | 'to' | 'created_at'> & Partial<MessageSummary>;

export const messageAnswer = ({ id, request_id, to, text, agent_id, created_at, ...of }: Shown): SafecareMessage => ({
  id,
  request_id,
  to,
  text: text ?? null,
  agent_id: agent_id ?? null,
  ...wordOf(of.status, of.reason),
  created_at,
  updated_at: of.updated_at ?? created_at,
});
