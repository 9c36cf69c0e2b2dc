import { ACCESS } from "./access";
import { ASSETS } from "./assets";
import { BUDGETS } from "./budgets";
import { CLAIMS } from "./claims";
import { CLUSTER } from "./cluster";
import { CONFIGURATION } from "./configuration";
import { DEFINITIONS } from "./definitions";
import { DEPLOYMENTS } from "./deployments";
import { INGRESSES } from "./ingress";
import { JOBS } from "./jobs";
import { NARROWING } from "./narrowing";
import { POLICIES } from "./policies";
import { REDIS } from "./redis";
import { RENAMES } from "./renames";
import { SAME } from "./same";
import { SERVICE_PORTS } from "./service-ports";
import { SERVICE_TYPES } from "./services";
import { STATEFUL_CLAIMS } from "./stateful-claims";
import { STATEFUL_SETS } from "./stateful-sets";
import type { Trial } from "./trial";
import { OTHER_WORKLOADS } from "./workloads";

/** All trials, by what they are about. */
export const CORPUS: Readonly<Record<string, readonly Trial[]>> = {
  Deployments: DEPLOYMENTS,
  "other workloads": OTHER_WORKLOADS,
  "stateful sets": STATEFUL_SETS,
  "claims of stateful sets": STATEFUL_CLAIMS,
  "claims and volumes": CLAIMS,
  "types of Services": SERVICE_TYPES,
  "ports and selectors of Services": SERVICE_PORTS,
  Ingresses: INGRESSES,
  configuration: CONFIGURATION,
  access: ACCESS,
  policies: POLICIES,
  "who still gets through": NARROWING,
  "what the cluster shares": CLUSTER,
  definitions: DEFINITIONS,
  jobs: JOBS,
  "budgets and autoscalers": BUDGETS,
  assets: ASSETS,
  "Redis clusters": REDIS,
  renames: RENAMES,
  "what stays the same": SAME,
};

export { HOME } from "./shop";
export type { LabProof, Trial } from "./trial";
