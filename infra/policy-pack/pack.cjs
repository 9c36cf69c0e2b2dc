// Pulumi begins here: pulumi preview --policy-pack infra/policy-pack. The library is compiled first where a source is newer than what
// was built. Standard output is Pulumi's: the port of the policies is read there.
const { readFileSync } = require("node:fs");
const { resolve } = require("node:path");

module.exports = async () => {
  await import("../build.mjs");
  const { PolicyPack } = require("@pulumi/policy");
  const { invariantPolicies, rolloutRiskPolicy } = require("../../lib/infra/policy/index.js");
  const { loadPlan } = require("../../lib/constructs/plan/index.js");
  // The Plan that the configuration names, by a path that is absolute or begins at this folder:
  // { "rollout-risk": { "plan": "/builds/shop/rolled-out/plan.json", "upTo": "restart", "allow": [{ "change": …, "until": …, "why": … }] } }
  const readPlan = (file) => loadPlan(readFileSync(resolve(__dirname, file), "utf8"));
  const policies = [...invariantPolicies(), rolloutRiskPolicy({ readPlan })];
  new PolicyPack("tagenal", { policies, enforcementLevel: "mandatory" });
};
