// CommonJS throughout: see "Tests" in CONTRIBUTING.md.
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test", "<rootDir>/apps"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/fixtures/"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } }],
  },
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
