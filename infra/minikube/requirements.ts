/** The Kubernetes of a new cluster: the one that the end-to-end tests run on. */
export const KUBERNETES = "v1.34.4";
/** The oldest Kubernetes whose pods can pause before they end. */
const LEAST_KUBERNETES = "v1.30";
/** The first Minikube that knows Kubernetes 1.34. */
const LEAST_MINIKUBE = "v1.37";

const INSTALL_MINIKUBE = "https://minikube.sigs.k8s.io/docs/start/";
const INSTALL_KUBECTL = "https://kubernetes.io/docs/tasks/tools/";

/** The versions of the tools; undefined where one is not there. */
export interface ToolVersions {
  readonly minikube: string | undefined;
  readonly kubectl: string | undefined;
}

/** What is wrong with the tools, for a cluster with this Kubernetes. */
export function toolProblems({ minikube, kubectl }: ToolVersions, kubernetes: string): string[] {
  const problems: string[] = [];
  if (minikube === undefined) problems.push(`minikube is not on the PATH; install ${LEAST_MINIKUBE} or newer: ${INSTALL_MINIKUBE}`);
  else if (isOlder(minikube, LEAST_MINIKUBE))
    problems.push(
      `minikube must be ${LEAST_MINIKUBE} or newer to know Kubernetes ${KUBERNETES}, got ${minikube}; update it: ${INSTALL_MINIKUBE}`,
    );
  const least = oneMinorBefore(kubernetes);
  if (kubectl === undefined) problems.push(`kubectl is not on the PATH; install it (${INSTALL_KUBECTL}) or start a shell that has it`);
  else if (isOlder(kubectl, least))
    problems.push(
      `kubectl must be ${least} or newer to speak with Kubernetes ${kubernetes}, got ${kubectl}; update it: ${INSTALL_KUBECTL}`,
    );
  return problems;
}

/** What is wrong with the Kubernetes of a cluster that is there. */
export function kubernetesProblem(version: string, profile: string): string | undefined {
  if (!isOlder(version, LEAST_KUBERNETES)) return undefined;
  const upgrade = `minikube start -p ${profile} --kubernetes-version=${KUBERNETES}`;
  return `the cluster ${profile} must have Kubernetes ${LEAST_KUBERNETES} or newer, got ${version}; Minikube updates it in place, data stays: ${upgrade}`;
}

/** Compares major and minor version. What is no version counts as new: it may be somebody's own build. */
function isOlder(version: string, least: string): boolean {
  const [major, minor] = majorMinor(version);
  const [leastMajor, leastMinor] = majorMinor(least);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

function oneMinorBefore(version: string): string {
  const [major, minor] = majorMinor(version);
  return `v${major}.${minor - 1}`;
}

function majorMinor(version: string): [number, number] {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major ?? Infinity), Number(minor ?? 0)];
}
