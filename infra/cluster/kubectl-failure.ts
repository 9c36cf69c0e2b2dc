import { KubectlError } from "./kubectl";

/** What kept kubectl from an answer that is about the cluster as a whole, not about what was asked. */
export type ClusterFailure = "kubectl is missing" | "no answer" | "no login" | "busy";

// Said of a webhook's server, not of the API server.
const NOT_THE_CLUSTER = /failed calling webhook|failed to call webhook|conversion webhook/;
const NO_LOGIN =
  /\(Unauthorized\)|must be logged in|getting credentials|x509:|certificate has expired|no Auth Provider|Unable to connect to the server: (tls|remote error)/;
const BUSY =
  /TooManyRequests|Too many requests|currently unable to handle the request|ServiceUnavailable|etcdserver:|leader changed|rate limiter|in the time allotted|\(Timeout\)|storage is \(re\)initializing/;
const NO_ANSWER =
  /connection to the server .* was refused|connection refused|Unable to connect to the server|i\/o timeout|TLS handshake|\bEOF\b|connection reset|broken pipe|connection lost|http2: |no route to host|network is unreachable|no such host|context deadline exceeded|Client\.Timeout|connection timed out|was aborted|use of closed network|forcibly closed|actively refused/;

/** Reads why the cluster could not answer; undefined where it did answer, if perhaps with a no. */
export function clusterFailure(error: unknown): ClusterFailure | undefined {
  if (!(error instanceof KubectlError)) return undefined;
  if (error.missing) return "kubectl is missing";
  const lines = error.stderr.split("\n").filter((line) => !NOT_THE_CLUSTER.test(line));
  const says = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line));
  if (says(NO_LOGIN)) return "no login";
  if (says(BUSY)) return "busy";
  return says(NO_ANSWER) ? "no answer" : undefined;
}

/** The last thing that kubectl complained about, without its log lines and its own advice. */
export function complaint(error: KubectlError): string {
  const lines = error.stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[EWIF]\d{4} /.test(line));
  return (lines.at(-1) ?? error.message)
    .replace(/^(error: |Error from server( \(\w+\))?: |Unable to connect to the server: )+/, "")
    .replace(/^.*?\b(Get|Post|Put|Patch|Delete) "https?:[^"]*": /, "")
    .replace(/ - error from a previous attempt: .*$/, "");
}

/** What to tell whoever wanted something of a cluster that did not answer: what, why, what to do. */
export function explainFailure(failure: ClusterFailure, error: KubectlError, cluster: string): string {
  if (failure === "kubectl is missing")
    return "kubectl is not on the PATH; install it (https://kubernetes.io/docs/tasks/tools/) or start a shell that has it";
  const why = `${cluster} ${failure === "no login" ? "does not let you in" : "does not answer"}: ${complaint(error)}`;
  if (failure === "no login") return `${why}; log in again, then look with: kubectl auth whoami`;
  if (failure === "busy") return `${why}; it is overloaded or starting; wait until this works: kubectl get --raw /readyz`;
  return `${why}; start the cluster, or the VPN in front of it, and look with: kubectl cluster-info`;
}
