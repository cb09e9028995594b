/** How many requests one caller may make. */
export interface Tier {
  readonly perMinute: number;
  readonly perDay: number;
}

/** By the tier of the organization whose workspace the caller is in. */
export const tiers: Readonly<Record<string, Tier>> = {
  free: { perMinute: 60, perDay: 1_000 },
  pro: { perMinute: 300, perDay: 10_000 },
  team: { perMinute: 1_000, perDay: 100_000 },
  enterprise: { perMinute: 5_000, perDay: 1_000_000 },
};

/** Killing and asking after runs: counted apart, so that a used-up tier never keeps anybody from stopping a run. */
export const controlPerMinute = 6_000;
