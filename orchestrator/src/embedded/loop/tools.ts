import type { ToolSet } from 'ai';
import type { LoopSettings } from '../wire.ts';
import type { ToolDesk } from './tool-desk.ts';
import { editTool, readTool, writeTool } from './tool-files.ts';
import { askTool, finishTool } from './tool-people.ts';
import { grepTool, listTool } from './tool-search.ts';
import { shellTool } from './tool-shell.ts';

/** What the model can do; nothing that changes anything where that is rejected. */
export function toolsOf(desk: ToolDesk, permissions: LoopSettings['permissions']): ToolSet {
  const changing = { write: desk.offer(writeTool), edit: desk.offer(editTool), shell: desk.offer(shellTool) };
  return {
    read: desk.offer(readTool),
    list: desk.offer(listTool),
    grep: desk.offer(grepTool),
    ...(permissions === 'reject' ? {} : changing),
    ask: desk.offer(askTool),
    finish: desk.offer(finishTool),
  };
}
