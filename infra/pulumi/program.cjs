// What `main` of Pulumi.yaml names. The library is compiled first where a source is newer than what was built: what was edited is
// what runs, and types are checked elsewhere (`npm run check`).
module.exports = async () => {
  await import("../build.mjs");
  return require("../../lib/infra/pulumi/program.js").program();
};
