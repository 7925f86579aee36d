import type { GivenFields, MessageFields, TimesAs } from '#libs/contracts';

/** `given`: by the caller, and shown to the caller; `shown`: to the caller; `kept`: only stored. */
type Use = 'given' | 'shown' | 'kept';

const MESSAGE_FIELDS = {
  category: 'shown',
  guarantee: 'shown',
  lane: 'kept',
  priority: 'shown',
  encoding: 'shown',
  segments: 'shown',
  channel: 'kept',
  template_id: 'shown',
  template_version: 'shown',
  language: 'shown',
  sender: 'given',
  pinned_route: 'kept',
  preferred_route: 'kept',
  phones_marketing: 'kept',
  country: 'kept',
  answers: 'kept',
  confirms: 'kept',
  client_ref: 'given',
  subject_ref: 'given',
} as const satisfies Record<keyof MessageFields, Use> & Record<keyof GivenFields, 'given'>;

type Table = typeof MESSAGE_FIELDS;
type Named<Of extends Use> = { [Name in keyof Table]: Table[Name] extends Of ? Name : never }[keyof Table];
export type ShownFields = Pick<MessageFields, Named<'given' | 'shown'>>;

const named = <Of extends Use>(...uses: readonly Of[]): readonly Named<Of>[] =>
  Object.entries(MESSAGE_FIELDS).flatMap(([name, use]) => (uses.includes(use as Of) ? [name as Named<Of>] : []));
const ALL = named('given', 'shown', 'kept');
const SHOWN = named('given', 'shown');
const GIVEN = named('given');

export const messageFields = (of: MessageFields): MessageFields => pick(of, ALL);
export const shownFields = (of: ShownFields): ShownFields => pick(of, SHOWN);
export const givenFields = (of: Readonly<GivenFields>): Readonly<GivenFields> => pick(of, GIVEN);

type Time = keyof TimesAs<unknown>;
const TIMES = Object.keys({ send_at: true } satisfies Record<Time, true>) as readonly Time[];

/** The times that are present, each converted. */
export function timesOf<From, To>(of: TimesAs<From>, turn: (time: From) => To): TimesAs<To> {
  return Object.fromEntries(TIMES.flatMap((name) => (of[name] === undefined ? [] : [[name, turn(of[name])]])));
}

/** Without absent fields. */
function pick<Of extends object, Name extends keyof Of>(of: Of, names: readonly Name[]): Pick<Of, Name> {
  const picked = {} as Pick<Of, Name>;
  for (const name of names) if (of[name] !== undefined) picked[name] = of[name];
  return picked;
}
