// Prints its arguments and environment as one line of JSON.
process.stdout.write(`${JSON.stringify({ argv: process.argv.slice(2), env: process.env })}\n`);
