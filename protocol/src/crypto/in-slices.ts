type Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

interface Waiting {
  readonly vector: Parameters<Verify>;
  readonly resolve: (holds: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** How long verifications may hold the event loop in one go: some 40 of them. */
const sliceMs = 2;

/**
 * Makes a verification asynchronous without another thread: calls queue up and are served in slices, between which the
 * event loop goes round. Half the CPU of a thread pool's round trip (bench/src/verify.ts), and in the order of the calls.
 */
export function inSlices(verify: Verify): (...vector: Parameters<Verify>) => Promise<boolean> {
  const waiting: Waiting[] = [];
  const serve = (): void => {
    const end = performance.now() + sliceMs;
    let served = 0;
    for (const { vector, resolve, reject } of waiting) {
      if (performance.now() >= end) break;
      served += 1;
      try {
        resolve(verify(...vector));
      } catch (error) {
        reject(error);
      }
    }
    waiting.splice(0, served);
    if (waiting.length > 0) setImmediate(serve);
  };
  return (...vector) =>
    new Promise((resolve, reject) => {
      waiting.push({ vector, resolve, reject });
      if (waiting.length === 1) setImmediate(serve);
    });
}
