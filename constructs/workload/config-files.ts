import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { Checks, checksum } from "../core";
import type { Volumes } from "./mount";

/** The props of configuration files. */
export interface ConfigFilesProps {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Texts by their path; where containers want different texts at the same path, by container. */
  readonly containers: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const LARGEST = 1_000_000;

/** The configuration files of a workload in one ConfigMap. */
export class ConfigFiles extends Construct {
  readonly name: string;
  /** Changes with every text: as an annotation of the pods it makes them roll. Undefined where there are no files. */
  readonly checksum?: string;
  readonly #texts: Record<string, string> = {};

  constructor(scope: Construct, id: string, { name, labels, containers }: ConfigFilesProps) {
    super(scope, id);
    this.name = name;
    const check = new Checks(this);
    for (const [container, files] of Object.entries(containers)) {
      for (const [path, text] of Object.entries(files)) {
        check.must(/^\/(?:[-._\w]+\/)*[-._\w]+$/.test(path), "files", 'whole paths like "/etc/app/config.yaml"', path);
        const key = keyOf(path);
        const known = this.#texts[key];
        check.must(known === undefined || known === text, "files", "the same text for all containers at one path", `${container}: ${path}`);
        this.#texts[key] = text;
      }
    }
    const size = Object.entries(this.#texts).reduce((sum, [key, text]) => sum + key.length + Buffer.byteLength(text), 0);
    check.must(size <= LARGEST, "files", `at most ${LARGEST} bytes together`, size, "put what is larger into the image");
    if (size === 0) return;
    new k8s.KubeConfigMap(this, "ConfigMap", { metadata: { name, labels }, data: { ...this.#texts } });
    this.checksum = checksum(this.#texts);
  }

  /** Puts one file into a container, beside what the image has there. */
  mount(path: string, volumes: Volumes): k8s.VolumeMount {
    volumes.add({ name: "files", configMap: { name: this.name } });
    return { name: "files", mountPath: path, subPath: keyOf(path), readOnly: true };
  }
}

/** A path as the key of a ConfigMap: "/etc/app/config.yaml" → "etc_app_config.yaml". */
function keyOf(path: string): string {
  return path.slice(1).replaceAll("/", "_");
}
