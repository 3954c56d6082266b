// Packages that every suite has, and what is tested itself, are loaded once a worker: that takes longer than most
// suites to run.
const SHARED_PACKAGES = "/node_modules/(cdktf|constructs|@cdktf/provider-azurerm|fast-check)/";
// With the models what they know values by, of which there must be one.
const SHARED_SOURCES = `^${__dirname}/(lib/|rehearsal/src/(models/|provider/value\\.ts$))`;

/** @type {import("jest").Config} */
module.exports = {
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // Suites that need more than Node run by scripts of their own.
  testPathIgnorePatterns: ["/node_modules/", "\\.(process|group)\\.test\\.ts$"],
  globalSetup: `${__dirname}/test/support/run/make-temporary-folder.ts`,
  globalTeardown: `${__dirname}/test/support/run/remove-temporary-folder.ts`,
  testEnvironment: `${__dirname}/test/support/run/environment.ts`,
  transformIgnorePatterns: [`^(?!.*${SHARED_PACKAGES}).*/node_modules/`],
  // Types are the compiler's job (`npm run lint`); here TypeScript is only stripped.
  transform: {
    [`${SHARED_PACKAGES}|${SHARED_SOURCES}`]: `${__dirname}/test/support/run/load-once.cjs`,
    "\\.ts$": [
      "@swc/jest",
      {
        swcrc: false,
        sourceMaps: "inline",
        // Class fields are assigned, not defined, as in what jsii emits.
        jsc: { parser: { syntax: "typescript" }, target: "es2022", transform: { useDefineForClassFields: false } },
        // Packages are loaded when something of theirs is first used, as in what `npm run build` makes.
        module: { type: "commonjs", lazy: true },
      },
    ],
  },
  maxWorkers: 2,
};
