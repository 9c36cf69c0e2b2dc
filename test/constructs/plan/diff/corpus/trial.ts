import type { RiskClass } from "../../../../../constructs/core";
import type { Capacity, Plan } from "../../../../../constructs/plan";

/** A change, and how bad it is by what Kubernetes documents: stated before anything of ours has judged it. */
export interface Trial {
  /** A sentence. */
  readonly name: string;
  /** The class of the worst that it does; "nothing" where Kubernetes sees no change at all. */
  readonly class: RiskClass | "nothing";
  /** What Kubernetes documents, in a line. */
  readonly because: string;
  readonly before: Plan;
  readonly after: Plan;
  /** What the cluster has, where it matters. */
  readonly capacity?: Capacity & { readonly nodes: number };
  /** What the worst change must mention: in what happens, why, or the remedy. */
  readonly says?: RegExp;
  /** What a cluster shows when the change is applied for real. */
  readonly lab?: LabProof;
}

/** What is seen in a cluster where the old Plan runs and the new one is applied. */
export type LabProof =
  /** The API server refuses the new objects in place, in these words. */
  | { readonly sees: "refused"; readonly says: RegExp }
  /** All containers run again, as others: "restarted"; all run on as the same: "kept"; so does what the objects say: "untouched". */
  | { readonly sees: "restarted" | "kept" | "untouched" }
  /** No pod is left. */
  | { readonly sees: "gone" }
  /** Work that was complete is done once more. */
  | { readonly sees: "runs again" }
  /** Evictions were possible and are refused now: "blocked"; the other way round: "unprotected". */
  | { readonly sees: "blocked" | "unprotected" }
  /** The Deployment "client" reached the address before; it still does, or does not any more. */
  | { readonly sees: "reached" | "cut"; readonly to: string }
  /** What one pod wrote into its volume before, another reads afterwards, or does not. */
  | {
      readonly sees: "data kept" | "data lost";
      /** The pod or workload that writes, as kubectl calls it. */
      readonly writer: string;
      readonly reader: string;
      /** Refused in place: carried out by deleting the objects and making them anew. */
      readonly remade?: boolean;
    }
  /** What kubectl answers to these words is still the same, or is nothing any more. */
  | {
      readonly sees: "answer kept" | "answer gone";
      readonly ask: readonly string[];
      /** What somebody else does before, in kubectl's words. */
      readonly prepare?: readonly string[];
    }
  /** The ServiceAccount may not do any more what it could do. */
  | { readonly sees: "forbidden"; readonly account: string; readonly verb: string; readonly resource: string }
  /** Pods run on, but one that is lost has no successor, for this reason. */
  | { readonly sees: "no successor"; readonly says: RegExp };
