import type { ApiObject, Size } from "cdk8s";
import type { ContainerSize } from "./container-size";

/** A volume claim that comes with each pod. */
export interface ExpectedClaim {
  readonly name: string;
  readonly size: Size;
  /** @default - the cluster's default class */
  readonly storageClass?: string;
}

/** Pods that no template of the tree makes: an operator will, from a custom resource. */
export interface ExpectedPods {
  readonly name: string;
  readonly namespace?: string;
  /** All labels that the pods will have. */
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
  /** The custom resource they come from. */
  readonly madeFrom: ApiObject;
  readonly containers: readonly { readonly name: string; readonly size: ContainerSize }[];
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  /** @default - no volumes of their own */
  readonly claims?: readonly ExpectedClaim[];
}
