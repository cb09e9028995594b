import type { Logger } from './logger.ts';

export interface ShutdownPhase {
  readonly name: string;
  /** After this the phase is left behind and the next one runs. */
  readonly timeoutMs: number;
  run(): Promise<void>;
}

/** Runs the phases in order; one that fails or takes too long is logged and does not hold up the rest. */
export async function runPhases(phases: readonly ShutdownPhase[], logger: Logger): Promise<void> {
  for (const phase of phases) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end within ${phase.timeoutMs} ms`)), phase.timeoutMs);
    });
    try {
      await Promise.race([phase.run(), late]);
    } catch (error) {
      logger.warn({ phase: phase.name, err: error }, 'a shutdown phase did not end well');
    } finally {
      clearTimeout(timer);
    }
  }
}
