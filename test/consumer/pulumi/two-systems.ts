// Two systems in one cluster, by one provider.
import { App } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { minikube, Namespace } from "tagenal";
import { clusterProvider, deploy } from "tagenal/pulumi";
import shop from "./main";

const provider = clusterProvider(minikube);
const tools = new App();
new k8s.KubeConfigMap(new Namespace(tools, "Tools"), "settings", { metadata: { name: "settings" } });

export const objects = [deploy(shop(minikube), { system: "shop", provider }), deploy(tools, { system: "tools", provider })].map(
  ({ resources }) => resources.length,
);
