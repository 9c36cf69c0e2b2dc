import { isAbsolute } from "node:path";
import { type Problem, RefusedError, show } from "../../constructs/core";
import type { Environment } from "../../stacks";
import { ENVIRONMENTS } from "../../stacks/environments";
import { DEFAULT_SYSTEM, SYSTEMS } from "../../stacks/systems";
import { closest } from "../closest";
import type { SecretStore } from "./credentials";
import type { DefinitionSource } from "./definitions-source";
import { overridden } from "./overrides";
import { type Shape, shapeProblems, TEXT } from "./shape";

/** What a stack of ours is to be: its configuration, read and checked. It holds no secret, only where they are. */
export interface Configuration {
  readonly system: string;
  readonly environment: Environment;
  /** The context of this machine's kubeconfig, where the environment's own is not meant. */
  readonly context?: string;
  /** The kubeconfig is given in the configuration. */
  readonly hasKubeconfig: boolean;
  readonly clusterIdentifier?: string;
  /** The stack that made the cluster: "organization/project/stack". */
  readonly clusterStack?: string;
  readonly protect: boolean;
  readonly wait: boolean;
  readonly awaitLoadBalancers: boolean;
  readonly secretStore?: SecretStore;
  /** Definitions of custom resources that are made, too. */
  readonly definitions: readonly DefinitionSource[];
  /** The folder that has their files, where they are not fetched. */
  readonly definitionsFolder?: string;
  readonly generation: Readonly<Record<string, string>>;
  /** The keys of the credentials that are given, without their namespace. */
  readonly credentials: readonly string[];
}

const STORE: Shape = {
  kind: "fields",
  fields: { name: TEXT, kind: { kind: "text", oneOf: ["ClusterSecretStore", "SecretStore"] }, refreshInterval: TEXT },
  required: ["name"],
};

const SOURCE: Shape = {
  kind: "fields",
  fields: { name: TEXT, version: TEXT, url: TEXT, sha256: TEXT },
  required: ["name", "version", "url", "sha256"],
};

/** Every key of ours, and what it may be. */
const KEYS: Readonly<Record<string, Shape>> = {
  environment: TEXT,
  system: TEXT,
  overrides: { kind: "map", of: TEXT },
  context: TEXT,
  kubeconfig: TEXT,
  clusterIdentifier: TEXT,
  clusterStack: TEXT,
  protect: { kind: "boolean" },
  wait: { kind: "boolean" },
  awaitLoadBalancers: { kind: "boolean" },
  secretStore: STORE,
  definitions: { kind: "list", of: SOURCE },
  definitionsFolder: TEXT,
  generation: { kind: "map", of: TEXT },
};

/**
 * Reads the configuration of a stack: a pure function of what `pulumi config` holds, by "<namespace>:<key>".
 * @throws RefusedError with everything that is wrong
 */
export function readConfiguration(config: Readonly<Record<string, string>>, stack: string): Configuration {
  const problems: Problem[] = [];
  const say = (message: string): void => void problems.push({ path: "", message });
  const of = (namespace: string): [string, string][] =>
    Object.entries(config).flatMap(([key, value]) => (key.startsWith(`${namespace}:`) ? [[key.slice(namespace.length + 1), value]] : []));

  const values: Record<string, unknown> = {};
  for (const [key, text] of of("tagenal")) {
    const shape = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (!shape) {
      say(`tagenal:${key} is not known${closest(key, Object.keys(KEYS))}; there are ${Object.keys(KEYS).join(", ")}`);
      continue;
    }
    const value = parsed(text, shape);
    // What overrides may say is looked at with the environment; and no message shows a kubeconfig.
    const wrong = key === "overrides" ? [] : shapeProblems(value, shape, `tagenal:${key}`);
    problems.push(
      ...(key === "kubeconfig" && wrong.length > 0
        ? [{ path: "", message: "tagenal:kubeconfig must be a text that is not empty" }]
        : wrong),
    );
    if (wrong.length === 0) values[key] = value;
  }
  for (const [key] of of("kubernetes"))
    say(`kubernetes:${key} has no effect: the provider is made for the environment's cluster; set tagenal:context or tagenal:kubeconfig`);

  const { context, clusterIdentifier, clusterStack, secretStore } = values as Partial<Configuration>;
  const hasKubeconfig = values["kubeconfig"] !== undefined;
  if (clusterStack !== undefined && hasKubeconfig)
    say("tagenal:clusterStack and tagenal:kubeconfig exclude each other: the stack of the cluster has its kubeconfig");
  if (clusterStack !== undefined && context !== undefined)
    say("tagenal:clusterStack and tagenal:context exclude each other: the stack of the cluster says which context it is");
  if (clusterStack !== undefined && clusterStack.split("/").length !== 3)
    say(
      `tagenal:clusterStack must be "<organization>/<project>/<stack>", got ${show(clusterStack)}; without Pulumi Cloud the organization is "organization"`,
    );

  const { definitions = [], definitionsFolder } = values as Partial<Configuration>;
  if (definitionsFolder !== undefined && !isAbsolute(definitionsFolder))
    say(`tagenal:definitionsFolder must be an absolute path, got ${show(definitionsFolder)}; Pulumi runs programs in their own folder`);

  const credentials = of("credentials").map(([key]) => key);
  if (secretStore && credentials.length > 0)
    say(`credentials:${credentials[0]} is given, but all values come from the store tagenal:secretStore names; leave one of the two out`);

  const { system = DEFAULT_SYSTEM } = values as Partial<Configuration>;
  if (!Object.hasOwn(SYSTEMS, system))
    say(`tagenal:system must be one of ${Object.keys(SYSTEMS).join(", ")}, got ${show(system)}${closest(system, Object.keys(SYSTEMS))}`);

  const environment = environmentOf(values["environment"], stack, say);
  const whole = environment && overridden(environment, values["overrides"], problems);
  if (environment?.cluster.kind === "eks" && clusterStack === undefined && !hasKubeconfig && context === undefined)
    say(
      `environment ${environment.name} is the EKS cluster ${environment.cluster.name}: say how it is reached, by tagenal:clusterStack (the stack that made it), tagenal:kubeconfig (a secret) or tagenal:context`,
    );
  if (problems.length > 0 || !whole) throw new RefusedError(problems, `the configuration of stack ${stack}`);
  return {
    system,
    environment: whole,
    context,
    hasKubeconfig,
    clusterIdentifier,
    clusterStack,
    protect: (values["protect"] as boolean | undefined) ?? true,
    wait: (values["wait"] as boolean | undefined) ?? true,
    // On one's own machine addresses come only while something like `minikube tunnel` runs.
    awaitLoadBalancers: (values["awaitLoadBalancers"] as boolean | undefined) ?? environment?.cluster.kind === "eks",
    secretStore,
    definitions,
    definitionsFolder,
    generation: (values["generation"] as Readonly<Record<string, string>> | undefined) ?? {},
    credentials,
  };
}

/** Pulumi keeps everything as a text: what is no plain text is JSON. */
function parsed(text: string, shape: Shape): unknown {
  if (shape.kind === "text") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function environmentOf(given: unknown, stack: string, say: (message: string) => void): Environment | undefined {
  const names = Object.keys(ENVIRONMENTS);
  const name = (given ?? (names.includes(stack) ? stack : undefined)) as string | undefined;
  if (name === undefined)
    say(`tagenal:environment is missing; set it: pulumi config set tagenal:environment ${names[0]} (or ${names.slice(1).join(", ")})`);
  else if (!names.includes(name)) say(`tagenal:environment must be one of ${names.join(", ")}, got ${show(name)}${closest(name, names)}`);
  return name === undefined || !Object.hasOwn(ENVIRONMENTS, name) ? undefined : ENVIRONMENTS[name];
}
