import 'reflect-metadata';
import { ERROR_CODES } from '#libs/kernel';

/** What the API's document says about a field, in the keywords of JSON Schema. */
export type Description = Readonly<Record<string, unknown>>;

const DESCRIBED = 'contracts:described';

/**
 * Makes a field public, with its sentence. Type and bounds come from the decorators that check it; `more` adds what
 * they do not check. Answers of the API contain only fields with this decorator.
 */
export function Described(description?: string, example?: unknown, more: Description = {}): PropertyDecorator {
  const says = { ...(description && { description }), ...(example !== undefined && { example }), ...more };
  return (target, name) => Reflect.defineMetadata(DESCRIBED, says, target, name);
}

export const DescribedCount = (description: string) => Described(description, undefined, { minimum: 0 });
export const DescribedTime = (description: string) => Described(description, undefined, { format: 'date-time' });
export const DescribedCounts = (description: string) =>
  Described(description, undefined, { additionalProperties: { type: 'integer' } });

export const descriptionOf = (Class: new () => object, name: string): Description | undefined =>
  Reflect.getMetadata(DESCRIBED, Class.prototype as object, name) as Description | undefined;

/** Sentences and examples that several answers share. */
export const SAYS = {
  messageId: ['Id of the message.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000'],
  requestId: ['Id of the request.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E'],
  routeId: ['Id of the route.', 'twilio-0a1b2c3d'],
  status: ['Open: PENDING, ASSIGNED, SENDING. The others never go back to an earlier one.'],
  environment: ['Test messages take test routes alone.'],
  asWritten: ['The number as it was written.', '+15005550006'],
  to: [
    'The number as it was written; masked for others than its sender without messages:read_content; empty if it can no longer be read.',
    '+15005550006',
  ],
  text: [
    'Absent if it is masked, or can no longer be read. Of a closed message of the category otp, whatever may be a code is masked for everybody.',
    'Your appointment is tomorrow at ten.',
  ],
  masked: ['The number is masked and the text absent: others sent it, and the caller has not messages:read_content.'],
  createdBy: ['Who sent it.', 'key:3xAmpl3K3y1d'],
  category: ['The category of the message.'],
  channel: ['mms: with pictures.'],
  guarantee: ['What happens if it is not known whether an attempt was sent.'],
  encoding: ['Of the text.'],
  number: ['A whole number that no other message of the tenant has.', undefined, { minimum: 0 }],
  warnings: [
    'Accepted, but possibly not what was meant; no_route_now: no route takes the message at present, so it waits.',
    undefined,
    { items: { type: 'string' } },
  ],
  vendor: ['The vendor of the route.', 'twilio'],
  name: ['For people.', 'Main account'],
  enabled: ['Whether the route is used.'],
  currency: ['ISO 4217, or `credits`: units that were bought from the vendor in advance.', 'USD'],
  micros: ['Millionths of a unit of `currency`.'],
  forPeopleToRead: ['A sentence for people.'],
  forPeople: ['The same amount in decimals.'],
  errorCode: ['Stable.', undefined, { enum: ERROR_CODES }],
} as const satisfies Record<string, Parameters<typeof Described>>;
