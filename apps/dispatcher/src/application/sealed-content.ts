import type { MessageContent, MessageDocument, RequestDocument } from '#libs/contracts';
import type { PayloadItem } from '../domain/request-payload.ts';
import type { Codec } from './ports.ts';

/** What a stored message says and to whom. */
export const openContent = (codec: Codec, { tenant, content }: MessageDocument): MessageContent =>
  JSON.parse(codec.open(tenant, 'content', content)) as MessageContent;

/** The accepted positions of a stored request. */
export const payloadOf = (codec: Codec, { tenant, payload }: RequestDocument): PayloadItem[] =>
  JSON.parse(codec.open(tenant, 'payload', payload)) as PayloadItem[];
