const textOf = (path) => `module.exports = globalThis.loadOnce(${JSON.stringify(path)});`;

/** In place of a module: what it exports, loaded once a worker, outside of the suites' sandboxes. */
module.exports = {
  process: (_source, path) => ({ code: textOf(path) }),
  getCacheKey: (_source, path) => textOf(path),
};
