import type { ManifestContext } from "./contract";
import { judge } from "./judge";
import { readManifests } from "./manifests";
import { type InvariantValidationProps, readProperties, type Settings } from "./properties";
import { violationsOf } from "./violations";

/**
 * The invariants of `toHoldInvariants` as a validation plugin of cdk8s: `class: InvariantValidation` under `validations` in cdk8s.yaml.
 * It sees manifests only; whoever made them, and what else is known of them, it does not.
 */
export class InvariantValidation {
  readonly #settings: Settings;

  /**
   * @param properties what stands under `properties` in cdk8s.yaml
   * @throws RefusedError with everything that is wrong with them
   */
  constructor(properties: InvariantValidationProps = {}) {
    this.#settings = readProperties(properties);
  }

  /** Judges all manifests together, as one system. */
  async validate({ manifests, report }: ManifestContext): Promise<void> {
    const { isAdvisory } = this.#settings;
    const read = readManifests(manifests);
    const found = judge(read, this.#settings);
    for (const violation of violationsOf(found, read.objects, isAdvisory)) report.addViolation(violation);
    const failing = found.filter(({ rule }) => !isAdvisory(rule)).length;
    report.submit(failing > 0 ? "failure" : "success", {
      Manifests: String(manifests.length),
      Objects: String(read.objects.length),
      Findings: failing < found.length ? `${found.length}, ${found.length - failing} of them advisory` : String(found.length),
    });
  }
}
