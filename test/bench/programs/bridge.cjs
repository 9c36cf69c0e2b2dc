// 200 objects of the tree `l1`, or as many as OBJECTS says, through the bridge: compiled, as the library is published.
const { default: make } = require("../js/l1.js");
const { clusterProvider, deploy } = require("../lib/infra/pulumi/index.js");

const provider = clusterProvider({ name: "minikube", cluster: { kind: "context", context: "minikube" } });
deploy(make(undefined, Number(process.env.OBJECTS) / 10, 10), { system: "bench", provider });
