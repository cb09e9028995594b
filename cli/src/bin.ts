import { readCliConfig } from './config.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(process.argv.slice(2), await readCliConfig(process.env));
