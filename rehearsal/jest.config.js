const shared = require("../jest.config.js");

/** @type {import("jest").Config} */
module.exports = {
  ...shared,
  roots: ["<rootDir>/test"],
  // Real Terraform runs in some of them.
  testTimeout: 120_000,
};
