import type { Construct } from "constructs";
import { Checks, formatBytes, parseQuantity } from "../core";
import type { Container } from "./container";
import type { Volumes } from "./mount";
import type { PodRole } from "./pod-template";
import { portOf } from "./probe";

/** The containers of a pod, and what they share. */
export interface PodParts {
  readonly init: readonly Container[];
  readonly serving: readonly Container[];
  readonly volumes: Volumes;
  readonly user: number | undefined;
  readonly role: PodRole;
}

/** Reports everything about the containers of a pod that Kubernetes would refuse, or would let fail when it runs. */
export function checkContainers(scope: Construct, { init, serving, volumes, user = 10001, role }: PodParts): void {
  const check = new Checks(scope);
  check.must(
    Number.isInteger(user) && user > 0,
    "user",
    "the number of a user that is not root",
    user,
    "an image whose user has a name says its number in /etc/passwd",
  );
  if (role.drain) check.seconds("drain", role.drain, { min: 0 });
  if (role.shutdown) check.seconds("shutdown", role.shutdown);
  const all = [...init, ...serving];
  for (const container of all) checkContainer(check, container);
  checkClaims(check, all, role.claims);
  for (const name of twice(all.map((container) => container.name))) {
    check.must(false, "containers", "named differently, also from the workload itself", name);
  }
  for (const name of volumes.contradictions) check.must(false, "mounts", "the same volume wherever they have the same name", name);
  const ports = serving.flatMap((container) => Object.entries(container.props.ports ?? {}));
  for (const name of twice(ports.map(([port]) => port))) check.must(false, "ports", "named differently in all containers of the pod", name);
  for (const port of twice(ports.map(([, number]) => String(number)))) check.must(false, "ports", "different in all containers", port);
}

function checkContainer(check: Checks, { name, prefix: of, props, probes, variables, size }: Container): void {
  check.name(`${of}name`, name);
  const { ports = {}, files = {}, mounts = {} } = props;
  for (const [port, number] of Object.entries(ports)) {
    check.port(`${of}ports.${port}`, number);
    const fine = port.length <= 15 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(port) && /[a-z]/.test(port);
    check.must(fine, `${of}ports`, "named with at most 15 lower-case letters, digits and '-', at least one of them a letter", port);
  }
  for (const [question, one] of Object.entries({ readiness: probes?.readiness, liveness: probes?.liveness, startup: probes?.startup })) {
    if (one === undefined) continue;
    const path = typeof one === "string" ? one : one.kind === "http" ? one.path : "/";
    check.must(path.startsWith("/"), `${of}probes.${question}`, 'a path that begins with "/"', path);
    const asksPort = typeof one === "string" || one.kind !== "exec";
    const port = portOf(one, ports);
    const allowed = Object.keys(ports).join(", ") || "none";
    check.must(!asksPort || (port !== undefined && port in ports), `${of}probes.${question}`, `of a port it has (${allowed})`, port);
  }
  if (probes?.startWithin) check.seconds(`${of}probes.startWithin`, probes.startWithin);
  if (probes?.answerWithin) check.seconds(`${of}probes.answerWithin`, probes.answerWithin);
  for (const variable of variables) {
    check.must(/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(variable), `${of}env`, "named with letters, digits, '_', '.' and '-'", variable);
  }
  const paths = [...Object.keys(files), ...Object.keys(mounts)];
  for (const path of Object.keys(mounts))
    check.must(/^\/./.test(path) && !path.includes(":"), `${of}mounts`, 'whole paths like "/data"', path);
  for (const path of twice(paths)) check.must(false, `${of}mounts`, "different paths, also from those of 'files'", path);
  checkSize(check, of, size);
}

function checkClaims(check: Checks, containers: readonly Container[], claims: readonly string[] | undefined): void {
  const mounts = containers.flatMap(({ props }) => Object.values(props.mounts ?? {}));
  const used = mounts.flatMap((mount) => (mount.kind === "ownClaim" ? mount.claim : []));
  const allowed = claims ? claims.join(", ") || "none" : "none: only a StatefulSet has them";
  for (const claim of used) check.must(claims?.includes(claim) === true, "mounts", `of claims that there are (${allowed})`, claim);
  for (const name of claims ?? []) {
    const remedy = `mounts: { "/data": { kind: "ownClaim", claim: "${name}" } }`;
    check.must(used.includes(name), `claims.${name}`, "mounted by a container", used, remedy);
  }
}

function checkSize(check: Checks, of: string, { memory, memoryLimit, cpu, cpuLimit }: Container["size"]): void {
  const [asked, most] = [memory.toKibibytes() * 1024, memoryLimit.toKibibytes() * 1024];
  check.must(asked > 0, `${of}size.memory`, "more than nothing", formatBytes(asked));
  check.must(most >= asked, `${of}size.memoryLimit`, `at least what is asked for (${formatBytes(asked)})`, formatBytes(most));
  if (cpuLimit)
    check.must(cores(cpuLimit) >= cores(cpu), `${of}size.cpuLimit`, `at least what is asked for (${cpu.amount})`, cpuLimit.amount);
}

function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function cores({ amount }: { readonly amount: string }): number {
  return parseQuantity(amount) ?? 0;
}
