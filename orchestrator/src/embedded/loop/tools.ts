import type { ToolSet } from 'ai';
import type { DoorConfig } from '../run-door.ts';
import type { LoopSettings } from '../wire.ts';
import type { ToolDesk } from './tool-desk.ts';
import { editTool, readTool, writeTool } from './tool-files.ts';
import { askTool, finishTool } from './tool-people.ts';
import { grepTool, listTool } from './tool-search.ts';
import { shellTool } from './tool-shell.ts';
import { spawnTool } from './tool-spawn.ts';

/** What the model can do; nothing that changes anything where that is rejected. */
export function toolsOf(desk: ToolDesk, permissions: LoopSettings['permissions'], door: DoorConfig | null): ToolSet {
  const changing = { write: desk.offer(writeTool), edit: desk.offer(editTool), shell: desk.offer(shellTool) };
  const spawning = door === null ? {} : { spawn: desk.offer(spawnTool(door)) };
  return {
    read: desk.offer(readTool),
    list: desk.offer(listTool),
    grep: desk.offer(grepTool),
    ...(permissions === 'reject' ? {} : { ...changing, ...spawning }),
    ask: desk.offer(askTool),
    finish: desk.offer(finishTool),
  };
}
