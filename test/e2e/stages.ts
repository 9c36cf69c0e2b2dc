import type { Stage } from "./stage";

/** The stages, in the order in which they run: from the inside of the house to whole systems. */
export const STAGES: Readonly<Record<string, () => Promise<Stage>>> = {
  emitter: async () => (await import("./emitter.js")).emitter,
  "pod-security": async () => (await import("./pod-security.js")).podSecurity,
  policies: async () => (await import("./policies.js")).policies,
  "system-policies": async () => (await import("./system-policies.js")).systemPolicies,
  workload: async () => (await import("./workload.js")).workload,
  outputs: async () => (await import("./outputs.js")).outputs,
  apply: async () => (await import("./apply.js")).apply,
  diff: async () => (await import("./diff.js")).diff,
  pulumi: async () => (await import("./pulumi.js")).pulumi,
  lecture: async () => (await import("./lecture.js")).lecture,
  redis: async () => (await import("./redis.js")).redis,
  doctor: async () => (await import("./doctor.js")).doctor,
  greeter: async () => (await import("./greeter.js")).greeter,
};
