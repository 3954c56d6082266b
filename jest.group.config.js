if (process.env.GROUP_SUITE === undefined) throw new Error("these tests need namespaces: use `npm run test:group`");

/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config.js"),
  testSequencer: "<rootDir>/test/support/run/longest-first.js",
  testMatch: ["**/*.group.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 120_000,
  maxWorkers: 3, // they mostly wait
  verbose: true, // the time of every case
};
