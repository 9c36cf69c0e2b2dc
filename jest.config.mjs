import { existsSync } from "node:fs";

// CommonJS throughout: see "Tests" in CONTRIBUTING.md.
const roots = ["test", "apps"].filter((folder) => existsSync(new URL(folder, import.meta.url)));

export default {
  testEnvironment: "node",
  roots: roots.map((folder) => `<rootDir>/${folder}`),
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/fixtures/"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } }],
  },
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
