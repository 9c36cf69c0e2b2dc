import type { Ended } from "./programs";

/** What `minikube start --output json` says, a line each. */
export interface MinikubeEvent {
  readonly kind: "step" | "info" | "warning" | "error" | "other";
  readonly message: string;
  /** The step, or the kind of the error: "PROVIDER_DOCKER_NOT_RUNNING". */
  readonly name: string;
  readonly advice: string;
  readonly url: string;
}

interface CloudEvent {
  readonly type?: string;
  readonly data?: Partial<Record<"message" | "name" | "advice" | "url", string>>;
}

/** Reads a line; undefined where it is no event. */
export function readEvent(line: string): MinikubeEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const { type = "", data = {} } = JSON.parse(line) as CloudEvent;
    const [, kind = "other"] = /^io\.k8s\.sigs\.minikube\.(step|info|warning|error)$/.exec(type) ?? [];
    const { message = "", name = "", advice = "", url = "" } = data;
    return { kind: kind as MinikubeEvent["kind"], message: message.trim(), name, advice, url };
  } catch {
    return undefined;
  }
}

/** Reads all lines that are events. */
export function readEvents(output: string): MinikubeEvent[] {
  return output.split("\n").flatMap((line) => readEvent(line) ?? []);
}

const DRIVERS = /\b(docker|podman|kvm2|qemu2|vfkit|krunkit|hyperkit|virtualbox|vmware|parallels|hyperv|none|ssh)\b/;

/** The driver that Minikube has decided for. Its sentences are translated, the names of drivers are not. */
export function selectedDriver(events: readonly MinikubeEvent[]): string | undefined {
  return events
    .filter(({ kind, name }) => kind === "step" && name === "Selecting Driver")
    .flatMap(({ message }) => DRIVERS.exec(message)?.[1] ?? [])[0];
}

/** Why Minikube ended without success, in a line: what, what to do, where to read on. */
export function failureOf({ stdout, stderr }: Ended): string {
  const errors = readEvents(stdout).filter(({ kind, message }) => kind === "error" && message !== "");
  // Only the last one has a name: those before it are remarks.
  const last = errors.findLast(({ name }) => name !== "") ?? errors.at(-1);
  const text = last?.message ?? lastWords(stderr);
  // Some advice comes with its placeholders unfilled.
  const advice = last && last.advice !== "" && !last.advice.includes("{{") ? `; ${oneLine(last.advice)}` : "";
  return `${oneLine(text).replace(/\.$/, "")}${last?.name ? ` (${last.name})` : ""}${advice}${last?.url ? `, see ${last.url}` : ""}`;
}

function lastWords(stderr: string): string {
  const [, why] = /\bExiting due to (.+)$/m.exec(stderr) ?? [];
  const lines = stderr.split("\n").filter((line) => /\w/.test(line));
  return why ?? lines.at(-1) ?? "it says nothing";
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
