import type { ApiObject } from "cdk8s";
import type { IConstruct } from "constructs";
import { record } from "./facts";
import type { Risk } from "./risk";

/** The value of one attribute of an asset. */
export type AttributeValue = string | number | boolean | readonly string[];

/** What a change of one attribute risks, by its direction. Lists grow and shrink by their entries. */
export interface AttributeRisk extends Risk {
  /** @default "any" */
  readonly when?: "any" | "less" | "more";
}

/** Something that holds data, and what can endanger it. */
export interface Asset {
  /** What it is: "volume", "keyspace", "redis master". */
  readonly kind: string;
  /** Unique among its kind: "vitess/tagenal articles". */
  readonly name: string;
  /** The objects that hold the data: never pruned, protected where the output can. */
  readonly objects: readonly ApiObject[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** By attribute. A changed attribute that is not listed is safe. */
  readonly risks: Readonly<Record<string, readonly AttributeRisk[]>>;
  /** What it means that the asset is gone from the next Plan. */
  readonly removal: Risk;
}

/** Declares that a construct holds data. */
export function addAsset(scope: IConstruct, asset: Asset): void {
  record(scope, "asset", asset);
}
