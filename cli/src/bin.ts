import { readCliConfig } from './config.ts';
import { runProgram } from './program.ts';

const lingerMs = 2_000;

const code = await runProgram(process.argv.slice(2), await readCliConfig(process.env));
process.exitCode = code;
// A server whose start failed may have left something open that keeps the process alive; its starter waits for the exit.
setTimeout(() => process.exit(code), lingerMs).unref();
