/** A rule as a policy presents it. */
export interface RuleText {
  /** What one must see to judge an object: the object alone, or the others of the stack as well. */
  readonly sees: "object" | "stack";
  readonly description: string;
  /** What to do where it does not hold. */
  readonly remediation: string;
}

/** How each invariant is presented, by its name. */
export const RULE_TEXTS: Readonly<Record<string, RuleText>> = {
  "api-version-is-current": {
    sees: "object",
    description: "Objects are written in versions of the API that Kubernetes serves and keeps.",
    remediation: "Write the object in the version that the message names; its fields may differ.",
  },
  "budget-lets-nodes-drain": {
    sees: "stack",
    description: "A PodDisruptionBudget leaves at least one pod that may be evicted.",
    remediation: "Run one pod more, or allow one to be unavailable.",
  },
  "container-has-probes": {
    sees: "object",
    description: "Containers that run for long say how to see that they are ready, and that they still live.",
    remediation: "Add a readinessProbe and a livenessProbe.",
  },
  "container-has-resources": {
    sees: "object",
    description: "Containers say what they need, and how much memory they may take at most.",
    remediation: "Set requests of cpu and memory, and a limit of memory.",
  },
  "identity-is-unique": {
    sees: "stack",
    description: "No two resources of a stack are the same object of the cluster: the second would overwrite the first.",
    remediation: "Give each object a name of its own, or remove one of the two resources.",
  },
  "image-is-pinned": {
    sees: "object",
    description: "An image's name means the same image tomorrow.",
    remediation: "Name a tag other than 'latest', or a digest.",
  },
  "ingress-backend-exists": {
    sees: "stack",
    description: "The Services behind an Ingress are there, with the ports it wants.",
    remediation: "Name a Service of the same namespace, and one of its ports.",
  },
  "labels-are-complete": {
    sees: "object",
    description: "Objects carry the recommended labels of Kubernetes.",
    remediation: "Add the labels that the message names.",
  },
  "monitor-port-exists": {
    sees: "stack",
    description: "The ports that monitors scrape are there: Prometheus drops the others without a word.",
    remediation: "Name a port of the Services or pods that the monitor selects.",
  },
  "mount-has-volume": {
    sees: "object",
    description: "Whatever a container mounts is a volume of its pod.",
    remediation: "Add the volume, or mount one that there is.",
  },
  "mount-path-is-unique": {
    sees: "object",
    description: "A container mounts one thing only at each path.",
    remediation: "Give each mount a path of its own.",
  },
  "name-is-legal": {
    sees: "object",
    description: "Names are ones that Kubernetes takes, also with what it appends to them.",
    remediation: "Choose a name of the form that the message describes.",
  },
  "named-objects-exist": {
    sees: "stack",
    description: "The configuration, secrets, volumes and accounts that pods name are there, and have the keys.",
    remediation:
      "Add the object or the key; where somebody else makes it, say so with declareExternal, or except the object that names it.",
  },
  "named-port-exists": {
    sees: "stack",
    description: "Ports that probes, hooks and network policies call by name have that name.",
    remediation: "Name the port of the container, or write its number.",
  },
  "pod-is-secure": {
    sees: "stack",
    description: "Pods are ones that the Pod Security level of their namespace lets in; where it has none, the restricted ones.",
    remediation: "Set the field that the message names, or label the namespace with the level that the pods need.",
  },
  "replicas-have-budget": {
    sees: "stack",
    description: "Whatever runs more than once keeps running while nodes are drained.",
    remediation: "Add a PodDisruptionBudget that selects the pods.",
  },
  "scale-target-exists": {
    sees: "stack",
    description: "An autoscaler scales something that the stack has.",
    remediation: "Name the workload to scale, with its apiVersion and kind.",
  },
  "scaled-workload-has-no-replicas": {
    sees: "stack",
    description: "What an autoscaler scales leaves its number of pods to it.",
    remediation: "Leave spec.replicas out, or add it to ignoreChanges.",
  },
  "secret-has-no-value": {
    sees: "object",
    description: "The values of Secrets are secret to Pulumi, too: encrypted in its state, and never shown.",
    remediation: "Make the Secret with kubernetes.core.v1.Secret or tagenal/pulumi, or set additionalSecretOutputs for its fields.",
  },
  "selector-is-stable": {
    sees: "object",
    description: "No selector has a label whose value does not stay.",
    remediation: "Select by labels that name the thing, not its version or place in the code.",
  },
  "selector-matches-pods": {
    sees: "stack",
    description: "Whatever selects pods selects some, and monitors select Services.",
    remediation: "Write labels that a pod template of the namespace has.",
  },
  "service-port-reaches-container": {
    sees: "stack",
    description: "A Service's ports lead to ports that containers of its pods declare.",
    remediation: "Set targetPort to a declared port, or declare the port.",
  },
  "token-is-needed": {
    sees: "stack",
    description: "Only pods that talk to the Kubernetes API get a token for it.",
    remediation: "Set automountServiceAccountToken to false, or bind rights to an account of the pods' own.",
  },
  "variable-has-no-secret": {
    sees: "object",
    description: "No variable of a container holds a secret in clear.",
    remediation: "Take the value from a Secret, with valueFrom.secretKeyRef.",
  },
  "volume-is-mounted": {
    sees: "object",
    description: "No volume is there for nothing.",
    remediation: "Mount the volume, or leave it out.",
  },
};
