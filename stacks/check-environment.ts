import { isIPv4 } from "node:net";
import { type AddressRange, Checks, ImageReference, isDnsLabel, type Problem, RefusedError } from "../constructs/core";
import type { Environment } from "./environment";

/** Refuses an environment that no stack could be built for, with all reasons. */
export function checkEnvironment(environment: Environment): void {
  const problems: Problem[] = [];
  const { name, namespacePrefix, cluster, capacity, storageClasses, domain, sampling, versions } = environment;
  const check = new Checks((message) => problems.push({ path: `environment ${name}`, message }));
  check.name("name", name);
  check.text("description", environment.description);
  if (namespacePrefix !== undefined) {
    check.must(
      namespacePrefix.endsWith("-") && isDnsLabel(namespacePrefix.slice(0, -1)),
      "namespacePrefix",
      "a name that ends with '-'",
      namespacePrefix,
    );
  }
  if (cluster.kind === "context") check.text("cluster.context", cluster.context);
  if (cluster.kind === "eks") check.text("cluster.name", cluster.name);
  if (cluster.kind === "marker") check.name("cluster.configMap", cluster.configMap);
  check.integer("capacity.nodes", capacity.nodes, { min: 1, max: 5000 });
  check.integer("capacity.pods", capacity.pods, { min: 1 });
  check.name("storageClasses.block", storageClasses.block);
  check.name("storageClasses.shared", storageClasses.shared);
  check.must(domain.split(".").every(isDnsLabel), "domain", "a domain name", domain);
  for (const [part, share] of Object.entries(environment.stressScale ?? {})) {
    check.must(share > 0 && Number.isFinite(share), `stressScale.${part}`, "a number above 0", share);
  }
  check.must(sampling >= 0 && sampling <= 1, "sampling", "from 0 to 1", sampling);
  for (const [part, image] of Object.entries(versions)) {
    check.must(
      ImageReference.parse(image)?.pinned === true,
      `versions.${part}`,
      "an image with a tag other than 'latest' or a digest",
      image,
    );
  }
  for (const [property, cidrs] of ranges(environment)) {
    for (const cidr of cidrs) check.must(isCidr(cidr), `network.${property}`, 'address ranges like "10.0.0.0/16"', cidr);
  }
  for (const [prefix, mirror] of Object.entries(environment.registry?.mirrors ?? {})) {
    check.must(!`${prefix} ${mirror}`.match(/\/( |$)/), "registry.mirrors", "prefixes without '/' at their end", `${prefix}: ${mirror}`);
  }
  for (const server of environment.network.dns ?? []) {
    if (server.kind === "addresses") check.must(server.cidrs.length > 0, "network.dns", "at least one address range", server.cidrs);
  }
  check.must(
    environment.network.dns?.length !== 0,
    "network.dns",
    "at least one server, or left out for kube-dns",
    environment.network.dns,
  );
  if (problems.length > 0) throw new RefusedError(problems);
}

function ranges({
  network: { cluster, kubernetesApi, nodes, podIdentityAgent, services = {}, dns = [] },
}: Environment): [string, readonly string[]][] {
  return [
    ["cluster", cluster],
    ["kubernetesApi", all(kubernetesApi)],
    ["nodes", all(nodes)],
    ["podIdentityAgent", all(podIdentityAgent)],
    ["dns", dns.flatMap((server) => (server.kind === "addresses" ? server.cidrs : []))],
    ...Object.entries(services).map(([name, range]): [string, readonly string[]] => [`services.${name}`, all(range)]),
  ];
}

function all(range: AddressRange | undefined): string[] {
  return [...(range?.cidrs ?? []), ...(range?.except ?? [])];
}

function isCidr(text: string): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  return isIPv4(address) && /^\d{1,2}$/.test(bits) && Number(bits) <= 32 && rest.length === 0;
}
