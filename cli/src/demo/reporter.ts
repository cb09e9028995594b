import { WheelhouseError } from '@wheelhouse/protocol';

/** One step of the tour, as `--json` prints it. */
export interface StepLine {
  readonly step: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly detail: string;
}

export interface StepReporter {
  /**
   * Runs one step and prints its line. What it returns is the detail; what it throws is why it did not hold.
   * @returns whether it held
   */
  step(name: string, work: () => Promise<string>): Promise<boolean>;
  /** Prints the summary. @returns true where every step held */
  finish(): boolean;
}

function reasonOf(error: unknown): string {
  if (error instanceof WheelhouseError) {
    return `${error.code}: ${error.message}${error.details === undefined ? '' : ` ${JSON.stringify(error.details)}`}`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** @param write gets one line at a time, without its line end */
export function createStepReporter(json: boolean, write: (line: string) => void): StepReporter {
  const startedAt = performance.now();
  const lines: StepLine[] = [];
  const show = (line: StepLine): void => {
    lines.push(line);
    if (json) write(JSON.stringify(line));
    else write(`${line.ok ? '✓' : '✗'} ${line.step.padEnd(28)} ${String(line.ms).padStart(6)} ms  ${line.detail}`);
  };
  return {
    async step(name, work) {
      const from = performance.now();
      const ms = (): number => Math.round(performance.now() - from);
      try {
        const detail = await work();
        show({ step: name, ok: true, ms: ms(), detail });
        return true;
      } catch (error) {
        show({ step: name, ok: false, ms: ms(), detail: reasonOf(error) });
        return false;
      }
    },
    finish() {
      const failed = lines.filter((line) => !line.ok).length;
      const summary = { passed: lines.length - failed, failed, ms: Math.round(performance.now() - startedAt) };
      if (json) write(JSON.stringify({ summary }));
      else write(`${summary.passed} steps held, ${summary.failed} did not, ${(summary.ms / 1000).toFixed(1)} s`);
      return failed === 0;
    },
  };
}
