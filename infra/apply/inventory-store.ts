import { RefusedError } from "../../constructs/core";
import { idOf, kindOf, type Manifest, type ObjectId, type Plan, stackOf } from "../../constructs/plan";
import { type IKubectl, KubectlError } from "../cluster/kubectl";
import { asList, type LiveObject, readList } from "../cluster/live-object";
import {
  type AppliedFacts,
  homeOf,
  type InventoryItem,
  inventoryManifest,
  inventorySelector,
  readFacts,
  readInventory,
  union,
} from "./inventory";
import { managerOf } from "./owned-by";

/** What is written beside the items. */
export interface Written {
  /** A namespace that is not there yet, to be made with it. */
  readonly namespace?: Manifest;
  /** @default - what was there before */
  readonly facts?: AppliedFacts;
}

/** The inventory of a Plan, where it is in the cluster. */
export class InventoryStore {
  readonly #kubectl: IKubectl;
  readonly #plan: Plan;
  readonly #found: readonly LiveObject[];
  #items: readonly InventoryItem[];
  #facts: AppliedFacts | undefined;
  #version: string | undefined;

  private constructor(kubectl: IKubectl, plan: Plan, found: readonly LiveObject[]) {
    this.#kubectl = kubectl;
    this.#plan = plan;
    this.#found = found;
    this.#items = found.reduce<readonly InventoryItem[]>((items, object) => union(items, itemsIn(object, plan)), []);
    this.#facts = found.map(readFacts).find((facts) => facts !== undefined);
    this.#version = found.find((object) => this.#isHome(object))?.metadata.resourceVersion;
  }

  /** Finds it in whatever namespace. */
  static async open(kubectl: IKubectl, plan: Plan): Promise<InventoryStore> {
    const found = await list(kubectl, plan);
    return new InventoryStore(kubectl, plan, found);
  }

  /** Everything that was applied, as far as anybody knows. */
  get items(): readonly InventoryItem[] {
    return this.#items;
  }

  /** What the Plan said that was applied last; undefined where nobody has noted it. */
  get facts(): AppliedFacts | undefined {
    return this.#facts;
  }

  /** The object in the cluster, as the Plan would have it. */
  get manifest(): Manifest {
    return inventoryManifest(this.#plan, homeOf(this.#plan), this.#items, this.#facts);
  }

  /** The identities of what it consists of now. */
  get places(): readonly ObjectId[] {
    return this.#found.map(idOf);
  }

  /** Notes what there is now, where that is anything new; together with its namespace, where that is not there yet. */
  async write(items: readonly InventoryItem[], { namespace, facts = this.#facts }: Written = {}): Promise<void> {
    if (this.#version !== undefined && JSON.stringify([items, facts]) === JSON.stringify([this.#items, this.#facts])) return;
    this.#items = items;
    this.#facts = facts;
    const { metadata, ...rest } = this.manifest;
    // Two who apply the same at once: the second is told, before one forgets what the other has made.
    const manifest = { ...rest, metadata: this.#version === undefined ? metadata : { ...metadata, resourceVersion: this.#version } };
    const args = ["apply", "--server-side", "--force-conflicts", "--field-manager", managerOf(this.#plan), "-o", "json", "-f", "-"];
    const output = await this.#kubectl
      .run(args, { input: asList(namespace ? [namespace, manifest] : [manifest]) })
      .catch((error: unknown) => {
        if (error instanceof KubectlError && error.stderr.includes("(Conflict)"))
          throw this.#refusal("somebody else applies it right now; repeat when they are done");
        throw error;
      });
    this.#version = readList(output).find(({ kind }) => kind === "ConfigMap")?.metadata.resourceVersion;
  }

  /** Removes what was written elsewhere, when the home was another; or all of it. */
  async remove({ all }: { readonly all: boolean }): Promise<void> {
    const old = this.#found.filter((object) => all || !this.#isHome(object));
    const own = all && this.#version !== undefined ? [this.manifest] : [];
    if (old.length + own.length === 0) return;
    await this.#kubectl.run(["delete", "--ignore-not-found", "-f", "-"], { input: asList([...old, ...own]) });
  }

  #isHome({ metadata }: LiveObject): boolean {
    const home = this.manifest.metadata;
    return metadata.name === home.name && (home.namespace === undefined || home.namespace === metadata.namespace);
  }

  #refusal(message: string): RefusedError {
    return new RefusedError([{ path: "", message }], stackOf(this.#plan));
  }
}

function itemsIn(object: LiveObject, plan: Plan): readonly InventoryItem[] {
  try {
    return readInventory(object, plan)?.items ?? [];
  } catch (error) {
    const message = `is the inventory of this system, but cannot be read (${(error as Error).message}); restore it, or delete it and remove by hand what has left the Plan`;
    throw new RefusedError([{ path: idOf(object), message }], stackOf(plan));
  }
}

/** Whoever may not look into all namespaces looks into those of the Plan. */
async function list(kubectl: IKubectl, plan: Plan): Promise<LiveObject[]> {
  const get = async (where: readonly string[]): Promise<LiveObject[] | undefined> => {
    try {
      return readList(await kubectl.run(["get", "configmaps", ...where, "-l", inventorySelector(plan), "-o", "json"]));
    } catch (error) {
      if (error instanceof KubectlError && error.stderr.includes("(Forbidden)")) return undefined;
      throw error;
    }
  };
  const everywhere = await get(["-A"]);
  if (everywhere) return everywhere;
  const names = plan.objects.map(({ manifest }) =>
    kindOf(manifest) === "Namespace" ? manifest.metadata.name : manifest.metadata.namespace,
  );
  const found = await Promise.all([...new Set(names)].map((name) => get(name === undefined ? [] : ["-n", name])));
  return found.flatMap((objects) => objects ?? []);
}
