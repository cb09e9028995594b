import { startServing } from './serve.ts';

// The supervisor's own process. Its one argument of substance is the pipe to its parent: when that closes, all it owns ends.
startServing(process);
