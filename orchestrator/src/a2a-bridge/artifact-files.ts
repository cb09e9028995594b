import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact, Part } from '@a2a-js/sdk';
import { fileNamePattern } from './wire.ts';

export interface ArtifactFile {
  readonly name: string;
  readonly mediaType: string;
}

/** Far beyond what a person reads, and little for a disk. */
const maxArtifacts = 1000;

/** Writes what a remote agent made into the artifacts folder, under names that are files' own. */
export class ArtifactFiles {
  readonly #folder: string;
  readonly #taken = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file for the whole where it is text, else one for each part. */
  async write(artifact: Artifact): Promise<ArtifactFile[]> {
    await mkdir(this.#folder, { recursive: true });
    const isText = artifact.parts.length > 1 && artifact.parts.every(({ content }) => content?.$case === 'text');
    const [first] = artifact.parts;
    const parts = isText && first !== undefined ? [joined(first, artifact.parts)] : artifact.parts;
    const files: ArtifactFile[] = [];
    for (const part of parts) {
      if (part.content === undefined || this.#taken.size >= maxArtifacts) continue;
      const name = this.#nameFor(part.filename || artifact.name);
      await writeFile(join(this.#folder, name), bytesOf(part), { mode: 0o600 });
      files.push({ name, mediaType: mediaTypeOf(part) });
    }
    return files;
  }

  #nameFor(wanted: string): string {
    const word = fileNamePattern.test(wanted) ? wanted.slice(0, 120) : 'artifact';
    let name = word;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${count}-${word}`;
    this.#taken.add(name);
    return name;
  }
}

function joined(first: Part, parts: readonly Part[]): Part {
  const texts = parts.map(({ content }) => (content?.$case === 'text' ? content.value : ''));
  return { ...first, content: { $case: 'text', value: texts.join('') } };
}

function bytesOf({ content }: Part): Buffer | string {
  switch (content?.$case) {
    case 'text':
    case 'url':
      return content.value;
    case 'raw':
      return content.value;
    case 'data':
      return JSON.stringify(content.value, null, 2);
    case undefined:
      return '';
  }
}

/** Where it only says where something is, that is what is kept: nothing is fetched from elsewhere. */
function mediaTypeOf({ content, mediaType }: Part): string {
  if (content?.$case === 'url') return 'text/uri-list';
  if (/^[\x21-\x7e]{1,128}$/.test(mediaType)) return mediaType;
  if (content?.$case === 'data') return 'application/json';
  return content?.$case === 'text' ? 'text/plain' : 'application/octet-stream';
}
