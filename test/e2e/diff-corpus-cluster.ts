import { kindOf, type Manifest, type Plan } from "../../constructs/plan";
import { HOME } from "../constructs/plan/diff/corpus";
import type { StageContext } from "./stage";

interface Condition {
  readonly type: string;
  readonly status: string;
}

/** A pod, as far as the proofs look at it. */
export interface SeenPod {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly { readonly containerID?: string; readonly ready: boolean }[];
  };
}

/** What has pods, and can be waited for. */
const ROLLS = new Set(["Deployment.apps", "StatefulSet.apps", "DaemonSet.apps"]);
const SECOND = 1000;

/** One trial's part of the cluster: everything that the trial calls "shop" is called after the trial. */
export class TrialCluster {
  readonly name: string;
  readonly #context: StageContext;

  constructor(context: StageContext, name: string) {
    this.#context = context;
    this.name = name;
  }

  /** What kubectl prints, in the trial's namespace. */
  run(words: readonly string[], input?: string): Promise<string> {
    return this.#context.kubectl(["--namespace", this.name, ...words.map((word) => this.#own(word))], input && this.#own(input));
  }

  /** Applies all objects of a Plan; definitions first, as their objects are unknown before. */
  async apply({ objects }: Plan): Promise<void> {
    const manifests = objects.map(({ manifest }) => manifest);
    const definitions = manifests.filter(({ kind }) => kind === "CustomResourceDefinition");
    const others = manifests.filter(({ kind }) => kind !== "CustomResourceDefinition");
    if (definitions.length > 0) {
      await this.#applyAll(definitions);
      for (const { metadata } of definitions) {
        // Before it has any condition kubectl can neither wait for one nor read it.
        const isKnown = async () => {
          const read = JSON.parse(await this.run(["get", `crd/${metadata.name}`, "-o", "json"])) as {
            status?: { conditions?: Condition[] | null };
          };
          return read.status?.conditions?.some(({ type, status }) => type === "Established" && status === "True") === true;
        };
        await this.until(`${metadata.name} is established`, isKnown);
      }
    }
    if (others.length > 0) await this.#applyAll(others);
  }

  /** Deletes objects, and waits until they are gone. */
  async remove(manifests: readonly Manifest[], { wait = true }: { readonly wait?: boolean } = {}): Promise<void> {
    if (manifests.length > 0)
      await this.run(["delete", "--ignore-not-found", `--wait=${wait}`, "--timeout=60s", "-f", "-"], listOf(manifests));
  }

  /** Waits until all workloads of a Plan are as they should be. */
  async settle({ objects }: Plan): Promise<void> {
    for (const { manifest } of objects) await this.#settled(manifest);
  }

  /** The pods that are not about to go. */
  async pods(): Promise<SeenPod[]> {
    const { items } = JSON.parse(await this.run(["get", "pods", "-o", "json"])) as { items: SeenPod[] };
    return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  /** Asks until the answer is yes. */
  async until(what: string, test: () => Promise<boolean>, seconds = 30): Promise<void> {
    const end = Date.now() + seconds * SECOND;
    while (!(await test())) {
      if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, SECOND / 2));
    }
  }

  async #settled(manifest: Manifest): Promise<void> {
    const { spec = {} } = manifest as { readonly spec?: Spec };
    const { replicas = 1 } = spec;
    const name = `${manifest.kind.toLowerCase()}/${manifest.metadata.name}`;
    const kind = kindOf(manifest);
    const isHeld = spec.paused === true || spec.updateStrategy?.type === "OnDelete";
    const wait = (condition: string) => this.run(["wait", `--for=${condition}`, "--timeout=60s", name]);
    // Whoever rolls says by itself whether its controller has seen the change.
    if (ROLLS.has(kind) && !isHeld) await this.run(["rollout", "status", "--timeout=60s", name]);
    if ((ROLLS.has(kind) && isHeld) || kind === "PodDisruptionBudget.policy") {
      const generation = await this.run(["get", name, "-o", "jsonpath={.metadata.generation}"]);
      await wait(`jsonpath={.status.observedGeneration}=${generation}`);
    }
    if (kind === "DaemonSet.apps" && isHeld) await wait("jsonpath={.status.numberReady}=1");
    else if (kind === "ReplicaSet.apps" || (ROLLS.has(kind) && isHeld)) await wait(`jsonpath={.status.readyReplicas}=${replicas}`);
    else if (kind === "Pod") await wait("condition=Ready");
    else if (kind === "Job.batch" && !spec.suspend) await this.until(`${name} runs or is complete`, () => this.#worksOrHasWorked(name));
  }

  async #worksOrHasWorked(job: string): Promise<boolean> {
    const look = 'jsonpath={.spec.parallelism} {.status.ready} {.status.conditions[?(@.type=="Complete")].status}';
    const [wanted, ready, complete] = (await this.run(["get", job, "-o", look])).split(" ");
    return ready === wanted || complete === "True";
  }

  async #applyAll(manifests: readonly Manifest[]): Promise<void> {
    await this.run(["apply", "--server-side", "--force-conflicts", "--field-manager=tagenal-e2e", "-f", "-"], listOf(manifests));
  }

  #own(text: string): string {
    return text.replaceAll(new RegExp(`\\b${HOME}\\b`, "g"), this.name);
  }
}

/** Manifests, as kubectl takes them. */
export function listOf(items: readonly Manifest[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

interface Spec {
  readonly replicas?: number;
  readonly paused?: boolean;
  readonly suspend?: boolean;
  readonly updateStrategy?: { readonly type?: string };
}
