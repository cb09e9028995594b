export * from './adapter.ts';
export * from './outcome.ts';
export * from './registry.ts';
export { createProcessAdapter, ProcessAgentConfig, type ProcessAdapterOptions } from './process.ts';
export { AcpAgentConfig, createAcpAdapter, type AcpAdapterOptions } from './acp.ts';
export { createEmbeddedAdapter, EmbeddedAgentConfig } from './embedded.ts';
export { boundedData, cleanData, cleanText } from './event-data.ts';
export { openWorkFolder, removeTree, type WorkFolder, type WorkFolderOptions } from './work-folder.ts';
export { keepArtifact, type ArtifactFileOptions, type KeptArtifact } from './artifact-file.ts';
