import { objectId, type Reference, referencesOf } from "../../../../constructs/plan";
import type { Diagnosis } from "../finding";
import type { Scene } from "../scene";
import { isReady, podsOf, type Workload } from "../workload";

const KEYED = new Set(["Secret", "ConfigMap"]);

/** What pods name is not there: a Secret, a ConfigMap, a key of one, a claim. */
export function referenceIsMissing(scene: Scene): Diagnosis[] {
  return scene.workloads.flatMap((workload) => {
    const references = workload.group.spec && workload.live ? referencesOf(workload.group.spec) : [];
    const lacks = new Map<string, Diagnosis>();
    for (const reference of references) {
      const cause = whatIsMissing(scene, workload, reference);
      if (cause !== undefined) lacks.set(cause, finding(scene, workload, reference, cause));
    }
    return [...lacks.values()];
  });
}

function whatIsMissing(scene: Scene, { namespace }: Workload, { kind, name, keys, optional, by }: Reference): string | undefined {
  // Without a Secret for pulling, images are pulled without it: if that fails, another rule speaks.
  if (optional || by === "imagePullSecrets" || !scene.sees(kind, namespace)) return undefined;
  const id = objectId(kind, namespace, name);
  const known = KEYED.has(kind) ? scene.snapshot.keys[id] : scene.get(id) && [];
  if (known === undefined) return kind === "ServiceAccount" ? undefined : `${id} is missing, which ${by} needs`;
  const missing = KEYED.has(kind) ? keys.filter((key) => !known.includes(key)) : [];
  if (missing.length === 0) return undefined;
  const has = known.length > 0 ? `it has only ${known.join(", ")}` : "it is empty";
  return `${id} has no key ${missing.map((key) => `'${key}'`).join(", ")}, which ${by} needs; ${has}`;
}

function finding(scene: Scene, workload: Workload, reference: Reference, cause: string): Diagnosis {
  const waiting = workload.pods.filter((pod) => !isReady(pod)).length;
  const running = waiting === 0 && workload.pods.length > 0;
  return {
    object: workload.id,
    what: running
      ? `pods of ${workload.id} run, but would not start again`
      : podsOf(workload, Math.max(waiting, 1), { one: "cannot start", many: "cannot start" }),
    cause,
    remedy: remedyOf(scene, workload, reference),
    // Pods start by themselves as soon as it is there, but nothing that is under way brings it.
    final: !running,
    explains: running ? [] : [workload.id, ...scene.dependentsOf(workload)],
  };
}

function remedyOf({ plan, snapshot }: Scene, { namespace }: Workload, { kind, name, keys }: Reference): string {
  const isHere = (place: string | undefined): boolean => (place ?? snapshot.namespace) === namespace;
  const wanted = plan.credentials.some(
    (one) => kind === "Secret" && one.secret === name && one.namespaces.some(isHere) && (keys.length === 0 || keys.includes(one.key)),
  );
  if (wanted) return `tagenal secrets ${plan.environment} --fill makes it`;
  const external = plan.externals.find((one) => one.kind === kind && one.name === name && isHere(one.namespace));
  if (external) return `see why it was not made; it comes from elsewhere: ${external.madeBy}`;
  const missing = kind === "ConfigMap" && keys.length > 0 ? "add the key, or name another" : "add it to the Plan, or declare who makes it";
  return `${missing}; then: tagenal apply ${plan.environment}`;
}
