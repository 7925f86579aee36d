import { setImmediate as turn } from 'node:timers/promises';
import { PostriderError } from '#libs/kernel';
import { SLICE } from '../../request/fingerprint.ts';
import type { BatchDefaults } from './message-body.ts';
import { WAYS } from './route-fields.ts';

/** The 8,000,000 bytes that every broker here carries, less room for the rest of the call. */
const MOST_BYTES = 7.5 * 1_024 * 1_024;

export const FILLED_IN_SIZE = 'With its defaults filled in, a batch may have 7.5 MiB of JSON.';

export const withDefaults = (message: object, defaults: BatchDefaults): object => ({
  ...Object.fromEntries(missing(message, defaults)),
  ...message,
  ...(addsVariables(message, defaults) && { variables: { ...defaults.variables, ...message.variables } }),
});

/** Adds up the size of the messages on the bus with their defaults, without filling them in. */
export async function checkFilledInSize(messages: readonly unknown[], defaults: BatchDefaults): Promise<void> {
  const sizes = new Map(Object.entries(defaults).map(([name, value]) => [name, sizeOf({ [name]: value }) - BRACES]));
  let bytes = 0;
  for (const [position, message] of messages.entries()) {
    if (position > 0 && position % SLICE === 0) await turn();
    if (typeof message !== 'object' || message === null) continue;

    bytes += sizeOf(message);
    for (const [name] of missing(message, defaults)) bytes += sizes.get(name)!;
    if (addsVariables(message, defaults)) bytes += sizes.get('variables')!;
    if (bytes > MOST_BYTES) throw new PostriderError('request_too_large', `${FILLED_IN_SIZE} ${WHAT_TO_DO}`);
  }
}

const BRACES = 2;
const WHAT_TO_DO = 'Split it, and send each part as a call of its own.';

const ENDS = ['deadline', 'valid_for_s'];
const ROUTES: readonly string[] = WAYS;
const OF_PICTURES = ['subject', 'media_fallback'];

/**
 * The defaults that a message uses. A message with its own deadline or validity takes neither from the defaults, one with
 * its own route, phone or pool none of these, and one without pictures nothing that is about them.
 */
function missing(message: object, defaults: BatchDefaults): [name: string, value: unknown][] {
  const isEnding = ENDS.some((name) => Object.hasOwn(message, name));
  const isRouted = ROUTES.some((name) => Object.hasOwn(message, name));
  const hasPictures = [message, defaults].some((of) => Object.hasOwn(of, 'media_urls'));
  return Object.entries(defaults).filter(
    ([name]) =>
      !Object.hasOwn(message, name) &&
      !(isEnding && ENDS.includes(name)) &&
      !(isRouted && ROUTES.includes(name)) &&
      (hasPictures || !OF_PICTURES.includes(name)) &&
      takesWording(message, defaults, name),
  );
}

/** A message with its own text takes no template, and one with its own template takes nothing of another. */
function takesWording(message: object, defaults: BatchDefaults, name: string): boolean {
  if (!OF_WORDING.includes(name)) return true;
  if (Object.hasOwn(message, 'text')) return false;
  return !Object.hasOwn(message, 'template') || (name !== 'text' && defaults.template === undefined);
}

const OF_WORDING = ['text', 'template', 'variables', 'language'];

/** Its own variables are added to those of the defaults. */
function addsVariables(message: object, defaults: BatchDefaults): message is { readonly variables: object } {
  const { variables } = message as { readonly variables?: unknown };
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables)) return false;
  return defaults.variables !== undefined && takesWording(message, defaults, 'variables');
}

/** With the comma after it. */
const sizeOf = (value: object): number => Buffer.byteLength(JSON.stringify(value)) + 1;
