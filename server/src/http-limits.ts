/** HTTP limits of every server process, each with its reason. */
export const httpLimits = {
  /** Largest JSON body: an envelope with room for its wrapping. */
  bodyMaxBytes: 512 * 1024,
  /** A socket that sent no complete header by then is closed; silent sockets otherwise stay for minutes (measured). */
  headersTimeoutMs: 8_000,
  /** A request whose body is not in by then gets 408. */
  requestTimeoutMs: 12_000,
  /** How often Node looks for both; its default of 30 s would add that much. */
  connectionsCheckIntervalMs: 1_000,
  /** A route that has not answered by then gets 503; long work streams or is polled instead. */
  handlerTimeoutMs: 30_000,
  keepAliveTimeoutMs: 65_000,
} as const;
