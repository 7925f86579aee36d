import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import type { Delivery } from '../faults/fault-plan.ts';
import type { Answer } from './answer.ts';

/** Sockets that are kept open on purpose, so that a reset or a stop can end them. */
export class HeldSockets {
  private readonly sockets = new Set<Socket>();

  hold(socket: Socket | null): void {
    if (!socket || socket.destroyed) return;
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  release(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** What an answer is sent with. */
interface Sending {
  readonly how: Delivery;
  readonly dripMs: number;
  readonly held: HeldSockets;
  /** Called when the caller has ended an endless answer. */
  readonly ended: (bytes: number) => void;
}

export function deliver(reply: FastifyReply, answer: Answer, { how, dripMs, held, ended }: Sending): void {
  if (how === 'whole') {
    const { status, headers, contentType, body } = answer;
    if (headers) reply.headers(headers);
    reply.code(status).header('content-type', contentType).send(body);
    return;
  }
  const { raw } = reply.hijack();
  if (how === 'never') held.hold(raw.socket);
  else if (how === 'reset') raw.socket?.resetAndDestroy();
  else if (how === 'cut') cut(raw, answer);
  else if (how === 'drip-head') dripHead(raw, answer, dripMs);
  else if (how === 'endless') flood(raw, answer, ended);
  else if (how === 'not-http') raw.socket?.end('220 mail.example ESMTP\r\n');
  else drip(raw, answer, dripMs);
}

function cut(raw: ServerResponse, answer: Answer): void {
  const bytes = begin(raw, answer);
  raw.write(bytes.subarray(0, bytes.length / 2), () => raw.socket?.destroy());
}

/** The body in ten pieces over `ms`; the last one ends the answer. */
function drip(raw: ServerResponse, answer: Answer, ms: number): void {
  const bytes = begin(raw, answer);
  const step = Math.ceil(bytes.length / 10);
  let sent = 0;
  const timer = setInterval(() => {
    raw.write(bytes.subarray(sent, (sent += step)));
    if (sent >= bytes.length) raw.end();
  }, ms / 10);
  raw.flushHeaders();
  raw.once('close', () => clearInterval(timer)).once('finish', () => clearInterval(timer));
}

/** A line of the head every tenth of `ms`, without an end. */
function dripHead({ socket }: ServerResponse, { status }: Answer, ms: number): void {
  socket?.write(`HTTP/1.1 ${status} OK\r\n`);
  const timer = setInterval(() => socket?.write('x-more: follows\r\n'), ms / 10);
  socket?.once('close', () => clearInterval(timer));
}

/** As fast as the caller reads, until the caller ends it. */
function flood(raw: ServerResponse, { status, contentType }: Answer, ended: (bytes: number) => void): void {
  const { socket } = raw;
  const before = socket?.bytesWritten ?? 0;
  socket?.once('close', () => ended(socket.bytesWritten - before));
  raw.writeHead(status, { 'content-type': contentType });
  const more = (): void => {
    while (!raw.destroyed && raw.write(FILLER));
  };
  raw.on('drain', more);
  more();
}

const FILLER = Buffer.alloc(64 * 1024, ' ');

function begin(raw: ServerResponse, { status, contentType, headers, body }: Answer): Buffer {
  const bytes = Buffer.from(body as string);
  raw.writeHead(status, { ...headers, 'content-type': contentType, 'content-length': bytes.length });
  return bytes;
}
