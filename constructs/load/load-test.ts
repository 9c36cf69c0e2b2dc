import { Duration } from "cdk8s";
import { Construct } from "constructs";
import { type Endpoint, needs } from "../core";
import { Job } from "../workload";
import { checkProfile, checkRequests } from "./check-load";
import { k6Script } from "./k6-script";
import { type LoadProfile, profileDuration } from "./load-profile";
import type { LoadRequests } from "./load-request";
import { loadSize } from "./load-size";

/** The props of a load test. */
export interface LoadTestProps {
  /** An image of k6, 1.8 or newer. */
  readonly image: string;
  /** What is tested: something that speaks HTTP and has a host. */
  readonly target: Endpoint;
  readonly profile: LoadProfile;
  /** What each user asks for, again and again. */
  readonly requests: LoadRequests;
  /**
   * The name of its objects.
   * @default - the id in kebab-case
   */
  readonly name?: string;
  /**
   * The label app.kubernetes.io/name of its pods, by which others can let them in.
   * @default "k6"
   */
  readonly product?: string;
}

const SCRIPT = "/test/script.js";
/** For pulling, for starting each user, for the last answers, for the summary. */
const MARGIN = Duration.minutes(3);

/**
 * A load test by k6 that runs once, and again exactly when it changes. It reaches its target only, and completes when all thresholds held:
 * what needs it complete waits for that. Its log ends with the result in a few lines, then as one line of JSON. k6's exit code is 99 when
 * a threshold is broken.
 */
export class LoadTest extends Job {
  readonly profile: LoadProfile;
  /** How long its stages take. */
  readonly duration: Duration;

  constructor(scope: Construct, id: string, { image, target, profile, requests, name, product = "k6" }: LoadTestProps) {
    const duration = profileDuration(profile);
    const size = loadSize(profile);
    super(scope, id, {
      name,
      product,
      image,
      user: 12345,
      args: ["run", "--no-color", "--quiet", SCRIPT],
      env: {
        K6_NO_USAGE_REPORT: "true",
        // The one format of results that both k6 1 and 2 have.
        K6_NEW_MACHINE_READABLE_SUMMARY: "false",
        // So that garbage is collected in time, not by being killed.
        GOMEMLIMIT: `${Math.floor(size.memory.toMebibytes() * 0.9)}MiB`,
      },
      files: { [SCRIPT]: k6Script(profile, requests) },
      size,
      timeout: Duration.seconds(Math.ceil(duration.toMilliseconds() / 1000) + MARGIN.toSeconds()),
    });
    this.profile = profile;
    this.duration = duration;

    checkProfile(this.check, profile);
    checkRequests(this.check, requests);
    const { host, server, protocol } = target;
    this.check.must(protocol === "TCP", "target", "an endpoint of TCP", protocol);
    if (this.check.must(host !== undefined, "target", "an endpoint with a host", `"${target.name}" of ${server.peer.name}`)) {
      this.connect(target, { address: "TARGET" });
    }
    // What is in the same tree is up before it is put under load.
    if (Construct.isConstruct(server) && server.node.root === this.node.root) needs(this, server);
  }
}
