import { spawnSync } from "node:child_process";
import { DECIDE } from "../../../constructs/redis/programs/decide";
import type { TinyCluster } from "./tiny-cluster";

/** What a reconciliation tells the program beside what it sees. */
export interface Situation {
  /** Seconds since it began. */
  readonly elapsed?: number;
  /** How often it has waited in a row. */
  readonly quiet?: number;
  /** Whether nodes were introduced the last time. */
  readonly met?: number;
  readonly lostSlots?: "refuse" | "empty";
  readonly chunk?: number;
}

/** The seconds for which absent nodes are waited for. */
export const PATIENCE = 4;

const works = ([command = "", ...args]: readonly string[]): boolean => spawnSync(command, [...args, "BEGIN { exit 0 }"]).status === 0;
const named = [["mawk"], ["busybox", "awk"], ["gawk"], ["original-awk"]].filter(works);

/** Every awk of this machine. */
export const AWKS: readonly (readonly string[])[] = named.length > 0 ? named : [["awk"]].filter(works);

/** What one awk decides. The program knows how many slots there are; a tiny cluster has fewer. */
export function decideWith(
  awk: readonly string[],
  cluster: TinyCluster,
  situation: Situation = {},
  look: string = cluster.look(),
): string[] {
  const { elapsed = 0, quiet = 0, met = 0, lostSlots = "refuse", chunk = 8 } = situation;
  const { slots } = cluster;
  const program = DECIDE.replaceAll("16384", String(slots)).replaceAll("16383", String(slots - 1));
  const variables = { port: 6379, patience: PATIENCE, elapsed, quiet, met, lost_slots: lostSlots, chunk };
  const [command = "", ...args] = awk;
  const given = Object.entries(variables).flatMap(([name, value]) => ["-v", `${name}=${value}`]);
  const { stdout, stderr, status } = spawnSync(command, [...args, ...given, program], { input: look, encoding: "utf8" });
  if (status !== 0 || stderr !== "") throw new Error(`${awk.join(" ")}: ${stderr}`);
  return stdout.trimEnd().split("\n");
}

/** What all of them decide, and agree about. */
export function decide(cluster: TinyCluster, situation: Situation = {}): string[] {
  const all = AWKS.map((awk) => decideWith(awk, cluster, situation));
  const texts = new Set(all.map((lines) => lines.join("\n")));
  if (texts.size > 1) throw new Error(`not every awk decides the same: ${[...texts].join("\n or \n")}`);
  return all[0] ?? [];
}

/** One run of a reconciliation: what it keeps from one look to the next. */
export class Run {
  readonly #options: Pick<Situation, "lostSlots" | "chunk">;
  #rounds = 0;
  #quiet = 0;
  #met = 0;

  constructor(options: Pick<Situation, "lostSlots" | "chunk">) {
    this.#options = options;
  }

  /** Looks and decides; two rounds are a second. */
  decide(cluster: TinyCluster, look: string = cluster.look()): string[] {
    const situation = { ...this.#options, elapsed: Math.floor(this.#rounds++ / 2), quiet: this.#quiet, met: this.#met };
    const lines = decideWith(AWKS[0] as readonly string[], cluster, situation, look);
    const [first = ""] = lines;
    this.#quiet = first.startsWith("wait") && !first.startsWith("wait for") ? this.#quiet + 1 : 0;
    this.#met = lines.some((line) => line.includes("CLUSTER MEET")) ? 1 : 0;
    return lines;
  }
}

/** Decides and does it until nothing is left to do; answers all that was done. */
export function settle(cluster: TinyCluster, options: ConstructorParameters<typeof Run>[0] = {}): { did: string[]; last: string } {
  const run = new Run(options);
  const did: string[] = [];
  for (let round = 0; round < 60; round++) {
    const lines = run.decide(cluster);
    const [first = ""] = lines;
    if (/^(done|refuse)/.test(first)) return { did, last: first };
    for (const line of lines.filter((one) => !one.startsWith("wait"))) {
      did.push(line);
      const answer = cluster.act(line);
      if (answer !== "OK") throw new Error(`${line}: ${answer}`);
    }
    cluster.tick();
  }
  throw new Error(`not done after 60 rounds: ${did.at(-1)}`);
}
