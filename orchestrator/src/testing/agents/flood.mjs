// Writes "$2" bytes of "$1" (lines, one line, binary or ansi) to standard output as fast as they are taken, then says
// on standard error that it got to the end.
import { writeSync } from 'node:fs';

const [kind, size] = process.argv.slice(2);
const patterns = {
  lines: Buffer.from('a line of output\n'),
  line: Buffer.from('x'),
  binary: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  ansi: Buffer.from('\u001b[31mred\u001b[0m\u001b[2J\u0007'),
};
const chunk = Buffer.alloc(65536, patterns[kind]);
for (let left = Number(size); left > 0;) {
  try {
    left -= writeSync(1, chunk, 0, Math.min(left, chunk.length));
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error;
  }
}
writeSync(2, 'all written\n');
