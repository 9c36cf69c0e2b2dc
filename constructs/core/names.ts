import { createHash } from "node:crypto";
import type { IConstruct } from "constructs";

/** Kubernetes' limit for labels, and ours for every name. */
export const NAME_LIMIT = 63;

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** `UsersApi`, `users_api` and `HTTPServer` become `users-api`, `users-api` and `http-server`. */
export function kebab(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/**
 * The name of a construct's object: its `name` prop or its id in kebab-case. Never the path, so that
 * moving code recreates nothing.
 */
export function nameOf(construct: IConstruct, name?: string): string {
  return name ?? kebab(construct.node.id);
}

/** Whether a text can name any Kubernetes object. */
export function isDnsLabel(name: string): boolean {
  return name.length <= NAME_LIMIT && DNS_LABEL.test(name);
}

/** Eight hexadecimal digits that change with the content. Objects with the same entries are the same content. */
export function contentHash(content: unknown): string {
  return createHash("sha256").update(canonical(content)).digest("hex").slice(0, 8);
}

/** JSON whose keys are sorted: equal data, equal text. */
export function canonical(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
