import { Controller, type Type } from '@nestjs/common';
import type { Rpc } from '#libs/contracts';
import { HandleRpc } from '#libs/messaging';

export interface Answering {
  readonly contract: Rpc<unknown, unknown, false>;
  readonly answer: (payload: unknown) => unknown;
}

/** Pairs a contract with what answers it; a throw is a refusal. */
export const answering = <Request, Reply>(
  contract: Rpc<Request, Reply, false>,
  answer: (payload: Request) => Reply | Promise<Reply>,
): Answering => ({ contract, answer }) as Answering;

/** One controller of the real bus for all of them. */
export function controllerOf(all: readonly Answering[]): Type {
  class AnsweringController {}
  for (const [n, { contract, answer }] of all.entries()) {
    const value = (payload: unknown): Promise<unknown> => Promise.resolve().then(() => answer(payload));
    const descriptor = { value, writable: true, enumerable: false, configurable: true };
    Object.defineProperty(AnsweringController.prototype, `answer${n}`, descriptor);
    HandleRpc(contract)(AnsweringController.prototype, `answer${n}`, descriptor);
  }
  Controller()(AnsweringController);
  return AnsweringController;
}
