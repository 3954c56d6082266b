const shared = require("../jest.config.js");

/** @type {import("jest").Config} */
module.exports = {
  ...shared,
  testSequencer: `${__dirname}/../test/support/run/longest-first.js`,
  roots: ["<rootDir>/test"],
  // Real Terraform runs in some of them, beside other steps of CI.
  testTimeout: 600_000,
};
