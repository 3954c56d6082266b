import type { LoadedOnce } from "./environment";

module.exports = (globalThis as unknown as { loadedOnce: LoadedOnce }).loadedOnce.constructs;
