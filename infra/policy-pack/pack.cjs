// Pulumi begins here: pulumi preview --policy-pack infra/policy-pack. The library is compiled first where a source is newer than what
// was built. Standard output is Pulumi's: the port of the policies is read there.
module.exports = async () => {
  await import("../build.mjs");
  const { PolicyPack } = require("@pulumi/policy");
  const { invariantPolicies } = require("../../lib/infra/policy/index.js");
  new PolicyPack("tagenal", { policies: invariantPolicies(), enforcementLevel: "mandatory" });
};
