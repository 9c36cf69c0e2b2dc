// One of every kind of workload, as a program of Pulumi: run by the stage `pulumi`, compiled.
const { deploy, clusterProvider } = require("../../lib/infra/pulumi/index.js");
const { needs } = require("../../lib/constructs/core/index.js");
const { lab } = require("../../lib/stacks/index.js");
const { example } = require("../../lib/test/constructs/workload/example-tree.js");

const environment = { ...lab, namespacePrefix: "tagenal-e2e-" };
const { app, agent, store } = example(environment, { greeting: "hello" });
// The job needs the store ready, the agent needs it only to be there.
needs(agent, store, "exists");
module.exports = { objects: deploy(app, { system: "workload", provider: clusterProvider(environment) }).resources.length };
