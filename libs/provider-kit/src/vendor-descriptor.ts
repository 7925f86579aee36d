type Values = Readonly<Record<string, string>>;

/**
 * Data of a vendor that the supervisor, `npm run secrets` and the tests need to start it. It is in
 * `apps/provider-<name>/vendor.ts`, is exported as `vendor`, and is loaded unbuilt.
 */
export interface VendorDescriptor {
  readonly name: string;
  /**
   * The prefix of its account's settings, such as `ACME_`. With `ACME_ENVIRONMENT` they name an account of the caller's
   * own; without it they belong to other programs.
   */
  readonly prefix: string;
  /** Other names of its settings, outside of the prefix, as installations that Postrider replaces have them. */
  readonly otherNames?: Values;
  /** Its place among the vendors of systems that Postrider replaces: `postrider policies preset` makes their policies. */
  readonly presets?: Readonly<Record<string, number>>;
  /** A prefix of settings that no other program has: they are always used. */
  readonly ownPrefix?: string;
  /** The settings that are credentials of an account. */
  readonly credentials: readonly string[];
  /** New values for some of them: those that the fake vendor of a new installation accepts. */
  readonly newCredentials: () => Values;
  /** Other settings of that account for the adapter and the fake vendor. */
  readonly account?: Values;
  /** The settings that point the adapter to the sandbox at this address. */
  readonly atSandbox: (url: string) => Values;
}
