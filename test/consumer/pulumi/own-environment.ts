// An environment of one's own; its cluster comes from the configuration.
import * as pulumi from "@pulumi/pulumi";
import { clusterProvider, deploy } from "tagenal/pulumi";
import shop from "./main";
import { staging } from "./staging";

const kubeconfig = new pulumi.Config("shop").requireSecret("kubeconfig");
const provider = clusterProvider(staging, { kubeconfig });
export const entryPoints = deploy(shop(staging), { system: "shop", provider }).entryPoints;
