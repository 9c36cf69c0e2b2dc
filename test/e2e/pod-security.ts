import type { PodSecurityLevel } from "../../constructs/testing/pod-security";
import type { PodSecurityCase } from "../constructs/testing/pod-security-case";
import { POD_SECURITY_CASES } from "../constructs/testing/pod-security-cases";
import type { StageContext, StageResult } from "./stage";

const LEVELS: readonly PodSecurityLevel[] = ["baseline", "restricted"];

/**
 * The verdicts of the testing kit about pods are those of the cluster's own admission: every case is offered to a namespace of each
 * level, without being made.
 */
export async function podSecurity(context: StageContext): Promise<StageResult> {
  const begin = performance.now();
  const namespaces = LEVELS.map((level) => ({ level, name: `tagenal-pod-security-${level}` }));
  const names = namespaces.map(({ name }) => name);
  const counts = { allowed: 0, refused: 0 };
  try {
    await context.kubectl(["apply", "--server-side", "-f", "-"], list(namespaces.map(({ level, name }) => namespace(name, level))));
    for (const { level, name } of namespaces) {
      // Pods are refused until the controller has made it.
      await context.kubectl(["wait", "--for=create", "serviceaccount/default", `--namespace=${name}`, "--timeout=60s"]);
      const [refused, allowed] = split(POD_SECURITY_CASES, (one) => one[level].length > 0);
      await expectAllowed(context, name, allowed);
      await expectRefused(context, name, level, refused);
      counts.allowed += allowed.length;
      counts.refused += refused.length;
    }
  } finally {
    await context.kubectl(["delete", "namespace", ...names, "--ignore-not-found", "--timeout=120s"]);
  }
  return { figures: { cases: POD_SECURITY_CASES.length, ...counts, seconds: Math.round((performance.now() - begin) / 1000) } };
}

async function expectAllowed(context: StageContext, namespace: string, cases: readonly PodSecurityCase[]): Promise<void> {
  const made = (await offer(context, namespace, cases)).split("\n");
  const missing = cases.filter(({ pod }) => !made.includes(`pod/${pod.metadata.name}`));
  if (missing.length > 0) throw new Error(`${namespace} did not answer to: ${sentences(missing)}`);
}

async function expectRefused(context: StageContext, namespace: string, level: string, cases: readonly PodSecurityCase[]): Promise<void> {
  const answer = await offer(context, namespace, cases).then(
    () => "",
    (error: Error) => error.message,
  );
  const others = cases.filter(({ pod }) => !answer.includes(`pods "${pod.metadata.name}" is forbidden: violates PodSecurity "${level}:`));
  if (others.length > 0) throw new Error(`${namespace} does not refuse for its level: ${sentences(others)}\n${answer}`);
}

/** Offers all at once; kubectl goes on after a refusal, and complains of all at the end. */
function offer({ kubectl }: StageContext, namespace: string, cases: readonly PodSecurityCase[]): Promise<string> {
  return kubectl(["create", "--dry-run=server", "--output=name", `--namespace=${namespace}`, "-f", "-"], list(cases.map(({ pod }) => pod)));
}

function namespace(name: string, level: PodSecurityLevel): object {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { "pod-security.kubernetes.io/enforce": level } } };
}

function list(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

function sentences(cases: readonly PodSecurityCase[]): string {
  return cases.map(({ says, pod }) => `"${says}" (${pod.metadata.name})`).join(", ");
}

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
