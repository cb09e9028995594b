import { register } from 'node:module';

// Given to node by `--import` before a hub's own code: the protocol's `#engine` becomes the trusting one. The product has no
// switch for this.
const engine = new URL('./trusting-engine.ts', import.meta.url).href;
const source = `export const resolve = (specifier, context, next) =>
  specifier === '#engine' ? next(${JSON.stringify(engine)}, context) : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(source)}`);
