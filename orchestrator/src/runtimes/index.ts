export * from './adapter.ts';
export * from './outcome.ts';
export * from './registry.ts';
export { createProcessAdapter } from './process.ts';
export { createAcpAdapter } from './acp.ts';
export { createEmbeddedAdapter } from './embedded.ts';
export { openWorkFolder, removeTree, reopenWorkFolder, type WorkFolder } from './work-folder.ts';
export { keepArtifact, type KeptArtifact } from './artifact-file.ts';
