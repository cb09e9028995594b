export * from './adapter.ts';
export * from './outcome.ts';
export * from './registry.ts';
export { createProcessAdapter } from './process.ts';
export { createA2aAdapter } from './a2a.ts';
export { createAcpAdapter } from './acp.ts';
export { createEmbeddedAdapter } from './embedded.ts';
export { openWorkFolder, removeTree, type WorkFolder } from './work-folder.ts';
export { keepArtifact, type KeptArtifact } from './artifact-file.ts';
