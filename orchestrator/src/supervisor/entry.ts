import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** How to run the supervisor's program: built where this file is built, from source otherwise. */
export function supervisorCommand(execArgv: readonly string[]): {
  readonly script: string;
  readonly nodeArguments: string[];
} {
  const isSource = import.meta.url.endsWith('.ts');
  const script = fileURLToPath(new URL(isSource ? './main.ts' : './main.js', import.meta.url));
  return { script, nodeArguments: [...conditionArguments(execArgv), ...(isSource ? loaderArguments() : [])] };
}

/** Of all our own options only the export conditions matter to a child. */
function conditionArguments(execArgv: readonly string[]): string[] {
  return execArgv.flatMap((argument, index) => {
    if (argument.startsWith('--conditions=')) return [argument];
    if (argument === '-C' || argument === '--conditions') return [argument, execArgv[index + 1] ?? ''];
    return [];
  });
}

/** A node that strips types by itself needs none. */
function loaderArguments(): string[] {
  try {
    return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
  } catch {
    return [];
  }
}
