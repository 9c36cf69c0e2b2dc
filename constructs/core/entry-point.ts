import type { PodsPeer } from "./peer";

/** Where people and programs outside of the cluster come in. */
export interface EntryPoint {
  readonly name: string;
  /** As it is typed: "http://tagenal.example/", "mysql://tagenal.example:3306". */
  readonly url: string;
  readonly server: PodsPeer;
  /** The port of the pods. */
  readonly port: number;
}
