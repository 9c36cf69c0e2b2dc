import { contentHash } from "./names";

/** The annotation of a pod template that changes with its configuration. */
export const CHECKSUM_ANNOTATION = "tagenal.dev/config-checksum";

const TOKEN = /\$\{checksum:([^}]+)\}/g;

/**
 * The value of an annotation that makes pods roll when configuration changes. Where the configuration holds
 * open slots the checksum is made after they are filled, when the Plan is settled.
 */
export function checksum(configuration: unknown): string {
  const text = JSON.stringify(configuration) ?? "";
  return text.includes("${slot:") ? `\${checksum:${Buffer.from(text).toString("base64url")}}` : contentHash(configuration);
}

/** Replaces the checksums of a text that had to wait for slots, the slots being filled by `fill`. */
export function settleChecksums(text: string, fill: (configuration: unknown) => unknown): string {
  if (!text.includes("${checksum:")) return text;
  return text.replace(TOKEN, (_token, data: string) => contentHash(fill(JSON.parse(Buffer.from(data, "base64url").toString()))));
}
