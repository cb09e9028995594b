// Generates the two Prisma clients into src/generated. Needs no network and no engine binary, and does nothing when
// the schemas and the generator's version are those of the last run.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packageFile = createRequire(import.meta.url).resolve('prisma/package.json');
const prisma = JSON.parse(await readFile(packageFile, 'utf8'));
const prismaCli = join(dirname(packageFile), prisma.bin.prisma ?? prisma.bin);

async function generate(target) {
  const schema = join(root, target, 'schema.prisma');
  const output = join(root, 'src/generated', target);
  const stampFile = join(output, '.stamp');
  const stamp = createHash('sha256')
    .update(prisma.version)
    .update(await readFile(schema))
    .digest('hex');
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return;
  await rm(output, { recursive: true, force: true });
  await promisify(execFile)(process.execPath, [prismaCli, 'generate', `--schema=${schema}`], {
    cwd: root,
    env: {
      ...process.env,
      // Any existing file that is not executable stops the CLI from downloading the engine, which `generate` never runs.
      PRISMA_SCHEMA_ENGINE_BINARY: schema,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  await mkdir(output, { recursive: true });
  await writeFile(stampFile, stamp);
}

for (const target of ['spoke', 'hub']) await generate(target);
