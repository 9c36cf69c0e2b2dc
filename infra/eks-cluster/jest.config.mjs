export default {
  testEnvironment: "node",
  // Pulumi keeps its state on the global object, and looks at it once more at the end.
  testEnvironmentOptions: { globalsCleanup: "off" },
  roots: ["<rootDir>/test"],
  // The true program starts a process of its own.
  testTimeout: 60_000,
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } }],
  },
  // Pulumi loads both for functions that are sent to the cloud, of which there are none here: half of a test's start.
  moduleNameMapper: { "^typescript$": "<rootDir>/test/nothing.cjs", "^@npmcli/arborist$": "<rootDir>/test/nothing.cjs" },
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
