// Pulumi's entry point. TypeScript is translated as it is loaded: nothing is compiled beforehand that could be older than its source, and
// types are checked by `npm run check`, not by every `pulumi up`.
const { readFileSync } = require("node:fs");
const { transformSync } = require("@swc/core");

const options = { swcrc: false, jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" }, sourceMaps: "inline" };
require.extensions[".ts"] = (module, filename) => {
  // oxlint-disable-next-line no-underscore-dangle -- so Node has named it
  module._compile(transformSync(readFileSync(filename, "utf8"), { ...options, filename }).code, filename);
};

module.exports = require("./index.ts").default;
