import { Config, getStack, type Inputs, runtime } from "@pulumi/pulumi";
import { kebab, RefusedError } from "../../constructs/core";
import { type Environment, VERSIONS, type Versions } from "../../stacks";
import { SYSTEMS } from "../../stacks/systems";
import { proofOf } from "./cluster-mark";
import { readClusterStack } from "./cluster-stack";
import { type Configuration, readConfiguration } from "./configuration";
import { fetchDefinitions } from "./definitions";
import { deployDefinitions } from "./definitions-deploy";
import { deploy } from "./deploy";
import { type ClusterAccess, clusterProvider } from "./provider";
import { runRefusal } from "./run-refusal";

/** What `pulumi up` runs: one of Tagenal's systems, in the environment that the stack's configuration says. */
export async function program(): Promise<Inputs> {
  const configuration = configured();
  const { protect, wait, awaitLoadBalancers, system } = configuration;
  const { environment, access } = await reached(configuration);
  const app = SYSTEMS[system]?.(environment);
  if (!app) throw runRefusal(`there is no system ${system}`);
  const provider = clusterProvider(environment, access);
  const dependsOn = proofOf(environment, provider);
  const files = await fetchDefinitions(configuration.definitions, { folder: configuration.definitionsFolder });
  const definitions = deployDefinitions(files, { provider, protect, dependsOn });
  const secrets = new Config("credentials");
  const deployed = deploy(app, {
    system,
    environment: environment.name,
    provider,
    protect,
    wait,
    awaitLoadBalancers,
    credentials: {
      values: Object.fromEntries(configuration.credentials.map((key) => [key, secrets.requireSecret(key)])),
      generation: configuration.generation,
      store: configuration.secretStore,
    },
    definitions,
    dependsOn,
  });
  return { system, environment: environment.name, objects: deployed.resources.length, entryPoints: deployed.entryPoints };
}

function configured(): Configuration {
  try {
    return readConfiguration(runtime.allConfig(), getStack());
  } catch (error) {
    throw error instanceof RefusedError ? runRefusal(error.message) : error;
  }
}

/** The environment and the way to its cluster, as far as another stack knows them. */
async function reached(configuration: Configuration): Promise<{ environment: Environment; access: ClusterAccess }> {
  const { environment, context, clusterIdentifier, clusterStack, hasKubeconfig } = configuration;
  if (clusterStack !== undefined) {
    const { images, ...cluster } = await readClusterStack(clusterStack, environment);
    return { environment: { ...environment, versions: withImages(environment.versions, images) }, access: cluster };
  }
  const kubeconfig = hasKubeconfig ? { kubeconfig: new Config("tagenal").requireSecret("kubeconfig") } : {};
  return { environment, access: { context, clusterIdentifier, ...kubeconfig } };
}

/** The versions with the images that were built with the cluster: "lecture-web" is that of `lectureWeb`. */
function withImages(versions: Versions, images: Readonly<Record<string, string>>): Versions {
  const known = Object.keys(VERSIONS).flatMap((part) => {
    const image = images[kebab(part)];
    return image === undefined ? [] : [[part, image] as const];
  });
  return { ...versions, ...Object.fromEntries(known) };
}
