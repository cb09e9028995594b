import { WheelhouseError } from '@wheelhouse/protocol';
import { Command, CommanderError } from 'commander';
import { addAuditCommands } from './commands/audit-commands.ts';
import { addFederationCommands } from './commands/federation-commands.ts';
import { addProcessCommands } from './commands/process-commands.ts';
import { addProfileCommands } from './commands/profile-commands.ts';
import { addRunCommands } from './commands/run-commands.ts';
import { addImportCommands } from './commands/import-commands.ts';
import { addKeyCommands } from './commands/key-commands.ts';
import { addMemberCommands } from './commands/member-commands.ts';
import { addRoleCommands } from './commands/role-commands.ts';
import { addServiceAccountCommands } from './commands/service-account-commands.ts';
import { addScheduleCommands } from './commands/schedule-commands.ts';
import { addSecretCommands } from './commands/secret-commands.ts';
import { addConsoleCommands } from './commands/fleet-commands.ts';
import { addStopCommands } from './commands/stop-commands.ts';
import { addTeamCommands } from './commands/team-commands.ts';
import { addWorkspaceCommands } from './commands/workspace-commands.ts';
import type { CliConfig } from './config.ts';
import { addDemo } from './demo/command.ts';
import { exitCodeOf, exitCodes } from './exit.ts';
import { describeError } from './output.ts';
import { Interrupted } from './terminal.ts';

function buildProgram(config: CliConfig): Command {
  const program = new Command('wheelhouse')
    .description('run AI agents across instances, watch them, and really end them')
    .option('--json', 'the same as --output json')
    .option('-o, --output <format>', 'table or json', 'table')
    .option('--profile <name>', 'who to be and where: a profile that `login` made')
    .enablePositionalOptions(false)
    .showHelpAfterError()
    .exitOverride();
  addDemo(program, config);
  addProcessCommands(program, config);
  addRunCommands(program, config);
  addFederationCommands(program, config);
  addAuditCommands(program, config);
  addProfileCommands(program, config);
  addKeyCommands(program, config);
  addMemberCommands(program, config);
  addRoleCommands(program, config);
  addServiceAccountCommands(program, config);
  addStopCommands(program, config);
  addConsoleCommands(program, config);
  addScheduleCommands(program, config);
  addSecretCommands(program, config);
  addTeamCommands(program, config);
  addWorkspaceCommands(program, config);
  addImportCommands(program, config);
  return program;
}

/**
 * Runs one command line.
 * @returns the exit code (exit.ts says which means what)
 */
export async function runProgram(argv: readonly string[], config: CliConfig): Promise<number> {
  const program = buildProgram(config);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    process.stderr.write(`${describeError(error)}\n`);
    if (error instanceof Interrupted) return exitCodes.interrupted;
    return error instanceof WheelhouseError ? exitCodeOf(error.code) : exitCodes.failed;
  }
}
