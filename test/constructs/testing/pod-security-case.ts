import { kebab } from "../../../constructs/core";
import type { Manifest } from "../../../constructs/plan";

/** A pod, and why namespaces of each level refuse it; for no reason, they let it in. */
export interface PodSecurityCase {
  readonly says: string;
  readonly pod: Manifest;
  readonly baseline: readonly string[];
  readonly restricted: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What a case changes of a pod that every level lets in. */
export interface PodEdit {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: Fields;
  readonly podSecurity?: Fields;
  readonly container?: Fields;
  readonly security?: Fields;
}

/** The profile of the container runtime. */
export const RUNTIME_DEFAULT = { type: "RuntimeDefault" } as const;
/** No capability at all. */
export const DROP_ALL = { capabilities: { drop: ["ALL"] } } as const;
const SECURE = { allowPrivilegeEscalation: false, ...DROP_ALL };
const IMAGE = "registry.test/app:1";

function podOf(says: string, { annotations, spec, podSecurity, container, security }: PodEdit): Manifest {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: kebab(says), ...(annotations && { annotations }) },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: RUNTIME_DEFAULT, ...podSecurity },
      containers: [{ name: "app", image: IMAGE, securityContext: { ...SECURE, ...security }, ...container }],
      ...spec,
    },
  };
}

function caseOf(says: string, edit: PodEdit, baseline: readonly string[], reasons: readonly string[]): PodSecurityCase {
  return { says, pod: podOf(says, edit), baseline, restricted: reasons };
}

/** Every level lets it in. */
export function allowed(says: string, edit: PodEdit): PodSecurityCase {
  return caseOf(`lets in ${says}`, edit, [], []);
}

/** Every level refuses it, for the same reasons. */
export function refused(says: string, edit: PodEdit, ...messages: readonly string[]): PodSecurityCase {
  return caseOf(`refuses ${says}`, edit, messages, messages);
}

/** Only the restricted level refuses it. */
export function restricted(says: string, edit: PodEdit, ...messages: readonly string[]): PodSecurityCase {
  return caseOf(`refuses ${says} where it is restricted`, edit, [], messages);
}

/** A second container, which starts the pod. */
export function init(fields: Fields): PodEdit {
  return { spec: { initContainers: [{ name: "init", image: IMAGE, securityContext: SECURE, ...fields }] } };
}
