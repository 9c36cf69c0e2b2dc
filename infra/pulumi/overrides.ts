import { Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { type Problem, parseQuantity, RefusedError, show } from "../../constructs/core";
import { defineEnvironment, type Environment, VERSIONS } from "../../stacks";
import { NUMBER, type Shape, shapeProblems, TEXT, TEXTS } from "./shape";

const RANGE: Shape = {
  kind: "fields",
  fields: { cidrs: TEXTS, except: TEXTS, ports: { kind: "list", of: NUMBER } },
  required: ["cidrs"],
};
const MODE: Shape = { kind: "text", oneOf: ["operator", "standalone"] };
const TEXT_BY_NAME: Shape = { kind: "map", of: TEXT };

/** What a stack may say otherwise than its environment. */
const OVERRIDES: Shape = {
  kind: "fields",
  fields: {
    namespacePrefix: TEXT,
    domain: TEXT,
    sampling: NUMBER,
    storageClasses: { kind: "fields", fields: { block: TEXT, shared: TEXT } },
    modes: { kind: "fields", fields: { vitess: MODE, prometheus: MODE } },
    capacity: { kind: "fields", fields: { nodes: NUMBER, cpu: TEXT, memory: TEXT, pods: NUMBER } },
    stressScale: { kind: "fields", fields: { users: NUMBER, time: NUMBER } },
    registry: { kind: "fields", fields: { mirrors: TEXT_BY_NAME, pullSecrets: TEXTS } },
    loadBalancers: { kind: "fields", fields: { class: TEXT, annotations: TEXT_BY_NAME } },
    network: {
      kind: "fields",
      fields: { cluster: TEXTS, kubernetesApi: RANGE, nodes: RANGE, podIdentityAgent: RANGE, services: { kind: "map", of: RANGE } },
    },
    versions: { kind: "map", of: TEXT, keys: Object.keys(VERSIONS) },
  },
};

/** What overrides are called in the configuration. */
const PLACE = "tagenal:overrides";

/** The environment with what the stack says otherwise; what is wrong with it is added to the problems. */
export function overridden(environment: Environment, overrides: unknown, problems: Problem[]): Environment {
  if (overrides === undefined) return environment;
  const own = shapeProblems(overrides, OVERRIDES, PLACE);
  const { capacity = {} } = (overrides ?? {}) as { readonly capacity?: { readonly cpu?: unknown; readonly memory?: unknown } };
  for (const [part, example] of [
    ["cpu", "1500m"],
    ["memory", "8Gi"],
  ] as const) {
    const given = capacity[part];
    if (typeof given === "string" && parseQuantity(given) === undefined)
      own.push({ path: "", message: `${PLACE}.capacity.${part} must be an amount like "${example}", got ${show(given)}` });
  }
  problems.push(...own);
  if (own.length > 0) return environment;
  const { cpu, memory } = capacity as { readonly cpu?: string; readonly memory?: string };
  const amounts = {
    ...(cpu === undefined ? {} : { cpu: Cpu.millis(Math.round((parseQuantity(cpu) ?? 0) * 1000)) }),
    ...(memory === undefined ? {} : { memory: Size.kibibytes(Math.round((parseQuantity(memory) ?? 0) / 1024)) }),
  };
  const merged = merge(environment, overrides) as unknown as Environment;
  const whole = {
    ...merged,
    capacity: { ...merged.capacity, cpu: environment.capacity.cpu, memory: environment.capacity.memory, ...amounts },
  };
  try {
    return defineEnvironment(whole);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    problems.push(...error.problems.map(({ message }) => ({ path: "", message: `${PLACE}: ${message}` })));
    return environment;
  }
}

/** Maps are merged key by key, everything else is replaced. */
function merge(base: unknown, over: unknown): Readonly<Record<string, unknown>> {
  const known = (base ?? {}) as Readonly<Record<string, unknown>>;
  const entries = Object.entries(over as object).map(([key, value]: [string, unknown]) => {
    const isMap = value !== null && typeof value === "object" && !Array.isArray(value);
    return [key, isMap ? merge(known[key], value) : value];
  });
  return { ...known, ...Object.fromEntries(entries) };
}
