import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { WheelhouseError } from '@wheelhouse/protocol';
import { systemFolders } from '../sandbox/find-program.ts';
import { isMarkerText } from '../sandbox/process-spec.ts';
import { adviseContainment } from './advice.ts';
import { supervisorCommand } from './entry.ts';
import { SupervisorLink } from './supervisor-link.ts';
import type { ContainmentReport, Supervisor, SupervisorLogger, SupervisorOptions } from './types.ts';
import type { FromSupervisor } from './wire.ts';

/** Proofs included; a machine under load takes its time. */
const openTimeoutMs = 60_000;

/**
 * Starts the supervisor process and waits for its proofs. It ends with this process, however that ends.
 * @throws WheelhouseError CONTAINMENT_REQUIRED where a forced mode could not be proved; INVALID for a marker that is none;
 * UNAVAILABLE where the process does not come up
 */
export async function openSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  if (!isMarkerText(options.killMarker))
    throw new WheelhouseError('INVALID', 'the kill marker is not of its characters');
  if (process.platform !== 'linux')
    throw new WheelhouseError('CONTAINMENT_REQUIRED', `agents cannot be contained on ${process.platform}; use Linux`);
  const child = spawnSupervisor(options.logger);
  try {
    child.send({
      type: 'open',
      containment: options.containment,
      tools: options.tools ?? ['bwrap', 'unshare'],
      killMarker: options.killMarker,
    });
    const report = completeReport(await waitForProofs(child), options);
    options.logger.info({ event: 'supervisor_opened', pid: child.pid, ...report }, 'supervisor ready');
    return new SupervisorLink({ child, report, killMarker: options.killMarker, logger: options.logger });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** Nothing of our environment goes along: an agent without a sandbox could read it. */
function spawnSupervisor(logger: SupervisorLogger): ChildProcess {
  const { script, nodeArguments } = supervisorCommand(process.execArgv);
  const child = spawn(process.execPath, [...nodeArguments, script], {
    env: { PATH: systemFolders.join(':') },
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    detached: true,
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    logger.warn({ event: 'supervisor_stderr', detail: text.slice(0, 2000) }, 'supervisor wrote to stderr');
  });
  return child;
}

function waitForProofs(child: ChildProcess): Promise<FromSupervisor> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      act();
    };
    const fail = (why: string) => () =>
      settle(() => reject(new WheelhouseError('UNAVAILABLE', `the supervisor did not start: ${why}`)));
    const timer = setTimeout(fail('it did not answer in time'), openTimeoutMs);
    child.once('error', (error) => fail(error.message)());
    child.once('exit', (code, signal) => fail(`it ended with ${code ?? signal}`)());
    child.once('message', (message) => settle(() => resolve(message as FromSupervisor)));
  });
}

function completeReport(message: FromSupervisor, options: SupervisorOptions): ContainmentReport {
  if (message.type === 'ready')
    return { ...message.report, advice: adviseContainment(message.report, options.allowOpenFilesystem) };
  const proofs = message.type === 'unfit' ? message.proofs : [];
  const reasons = proofs.filter((proof) => !proof.ok).map((proof) => `${proof.name}: ${proof.detail}`);
  throw new WheelhouseError(
    'CONTAINMENT_REQUIRED',
    `containment "${options.containment}" could not be proved here (${reasons.join('; ') || 'nothing offers it'})`,
    { details: { proofs } },
  );
}
