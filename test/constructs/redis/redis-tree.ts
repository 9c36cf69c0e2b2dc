import { App, Size } from "cdk8s";
import { Namespace } from "../../../constructs/core";
import type { Manifest } from "../../../constructs/plan";
import { RedisCluster, type RedisClusterProps } from "../../../constructs/redis";
import { expectPlan, type PlanExpectation } from "../../../constructs/testing";

/** Anything below a path of a manifest; a name stands for the entry of a list that has it. */
export function at(manifest: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return (value as { name?: string }[]).find(({ name }) => name === key) ?? (value[Number(key)] as unknown);
    return (value as Record<string, unknown> | undefined)?.[key];
  }, manifest);
}

/** What is made of some props. */
export interface Tree {
  readonly plan: PlanExpectation;
  readonly shop: Namespace;
  readonly cache: RedisCluster;
}

/** A cluster in a namespace, and what else is made there. */
export function tree(
  props: Partial<RedisClusterProps> = {},
  build: (shop: Namespace, cache: RedisCluster) => void = () => undefined,
): Tree {
  const app = new App();
  const shop = new Namespace(app, "Shop");
  const cache = new RedisCluster(shop, "Cache", { memory: Size.mebibytes(256), ...props });
  build(shop, cache);
  return { plan: expectPlan(app), shop, cache };
}

/** The stateful set of a shard. */
export const set = ({ plan }: Tree, shard: string = "s0"): Manifest => plan.object("StatefulSet", `cache-${shard}`);
/** The specification of its pods. */
export const pod = (of: Tree): unknown => at(set(of), "spec.template.spec");
/** A container of them. */
export const container = (of: Tree, name: string = "cache"): Record<string, unknown> =>
  at(pod(of), `containers.${name}`) as Record<string, unknown>;
/** A file of the servers, or of what makes them a cluster. */
export const file = ({ plan }: Tree, name: string, map: string = "cache"): string =>
  (plan.object("ConfigMap", map) as Manifest & { data: Record<string, string> }).data[`etc_redis_${name}`] ?? "";
/** The settings of a server, a line each. */
export const settings = (of: Tree): string[] => file(of, "server.conf").trimEnd().split("\n");
/** The variables of a container by name. */
export const variables = (of: unknown): Record<string, string> =>
  Object.fromEntries((of as { env: { name: string; value: string }[] }).env.map(({ name, value }) => [name, value]));
/** The job that makes the cluster. */
export const reconcile = ({ plan }: Tree): Manifest => plan.objects("Job")[0] as Manifest;

/** Two users: one with the rules of everybody, one with its own. */
export const USERS: Partial<RedisClusterProps> = {
  users: { app: { keys: ["app:*"] }, report: { keys: ["*"], commands: ["-@all", "+@read"] } },
};
