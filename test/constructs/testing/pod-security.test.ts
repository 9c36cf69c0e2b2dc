import { type Manifest, type PodGroup, podGroupOf } from "../../../constructs/plan";
import { podSecurityFindings } from "../../../constructs/testing/pod-security";
import { POD_SECURITY_CASES } from "./pod-security-cases";

function podsOf(pod: Manifest): PodGroup & { annotations?: Readonly<Record<string, string>> } {
  const group = podGroupOf(pod, "Pod/shop/web");
  if (!group) throw new Error("a Pod makes pods");
  return { ...group, annotations: pod.metadata.annotations };
}

/** The pod of the first case, with other fields. */
function secure(spec: Readonly<Record<string, unknown>>): Manifest {
  const good = POD_SECURITY_CASES[0]?.pod as Manifest;
  return { ...good, spec: { ...(good["spec"] as object), ...spec } };
}

describe("Pod Security Standards", () => {
  test.each(POD_SECURITY_CASES)("$says", ({ pod, baseline, restricted }) => {
    expect(podSecurityFindings(podsOf(pod), "baseline").map(({ message }) => message)).toEqual(baseline);
    expect(podSecurityFindings(podsOf(pod), "restricted").map(({ message }) => message)).toEqual(restricted);
  });

  test("names the control and the workload", () => {
    expect(podSecurityFindings(podsOf(secure({ hostPID: true })), "baseline")).toEqual([
      { rule: "host-namespaces", object: "Pod/shop/web", message: "hostPID of the pod must not be true" },
    ]);
  });

  test("looks into containers that debug a pod", () => {
    const pod = secure({ ephemeralContainers: [{ name: "shell", securityContext: { privileged: true } }] });
    expect(podSecurityFindings(podsOf(pod), "baseline").map(({ rule }) => rule)).toEqual(["privileged-containers"]);
  });

  test("lets in a volume from an image, which not every cluster has switched on", () => {
    expect(
      podSecurityFindings(podsOf(secure({ volumes: [{ name: "model", image: { reference: "registry.test/model:1" } }] })), "restricted"),
    ).toEqual([]);
  });

  test("says nothing of pods that an operator makes", () => {
    const group: PodGroup = { owner: "Prometheus.monitoring.coreos.com/m/main", name: "main", labels: {}, life: "long", ports: [] };
    expect(podSecurityFindings(group, "restricted")).toEqual([]);
  });
});
