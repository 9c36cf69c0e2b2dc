import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { Manifest } from "../../constructs/plan";
import { isUnknown } from "./known";
import { manifestOf, type Registered } from "./manifest-of";

/** An object as somebody wrote it, or as the cluster has it. */
export interface Seen {
  /** Undefined: no object; "open": it is not known yet which. */
  readonly manifest: Manifest | "open" | undefined;
  /** Whether the program makes it, and does not only read it. */
  readonly isOurs: boolean;
}

/**
 * What a program wrote, resource by resource. Policies of a whole stack are shown what the cluster answered, with its defaults in it
 * (`replicas: 1`); those of a single resource are shown what was written, so they note it here for the others.
 */
export class Written {
  readonly #manifests = new Map<string, Seen["manifest"]>();

  /** Notes a resource. */
  note(resource: ResourceValidationArgs): Seen["manifest"] {
    const manifest = read(resource);
    this.#manifests.set(resource.urn, manifest);
    return manifest;
  }

  /** Whether anything was noted; else all that is known is what the cluster answered. */
  get isNoted(): boolean {
    return this.#manifests.size > 0;
  }

  /** A resource of the whole stack, as it was written. */
  of(resource: PolicyResource): Seen {
    const isNoted = this.#manifests.has(resource.urn);
    return { manifest: isNoted ? this.#manifests.get(resource.urn) : read(resource), isOurs: isNoted || !this.isNoted };
  }
}

function read(resource: Registered): Seen["manifest"] {
  try {
    return manifestOf(resource);
  } catch (error) {
    if (isUnknown(error)) return "open";
    throw error;
  }
}
