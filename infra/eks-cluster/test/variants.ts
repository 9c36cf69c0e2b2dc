import { type Made, made } from "./cloud";

/** What must be configured. */
export const REQUIRED: Readonly<Record<"region", string> & Record<"administrators" | "publicAccessCidrs", readonly string[]>> = {
  region: "eu-central-1",
  administrators: ["arn:aws:iam::123456789012:role/deployer", "arn:aws:iam::123456789012:user/jane"],
  publicAccessCidrs: ["203.0.113.0/24"],
};

const podIdentities = {
  "vitess-backups": { namespace: "vitess", serviceAccount: "vttablet", grants: [{ kind: "backups", prefix: "vitess/" }] },
  music: { namespace: "music", serviceAccount: "db", grants: [{ kind: "dynamodb", tablePrefix: "music-" }] },
};

/** A cluster of each kind of nodes. */
export const KINDS = ["auto", "managed"] as const;

/** Makes both, once. */
export async function makeBoth(): Promise<Record<(typeof KINDS)[number], Made>> {
  const auto = await made({ ...REQUIRED, podIdentities });
  return { auto, managed: await made({ ...REQUIRED, podIdentities, nodes: { kind: "managed" }, natGateways: "zonal" }) };
}
