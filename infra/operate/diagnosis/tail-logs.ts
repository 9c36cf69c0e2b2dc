import type { IKubectl } from "../../cluster/kubectl";
import { type ContainerStatus, containerStatuses, type LivePod } from "./live-kinds";

const LINES = 8;
const LINE_LENGTH = 300;

/** The last lines of containers in trouble, of one pod each where several equal pods have the same trouble. */
export async function tailLogs(kubectl: IKubectl, pods: readonly LivePod[]): Promise<Record<string, string[]>> {
  const wanted = new Map<string, { pod: LivePod; container: ContainerStatus }>();
  for (const pod of pods) {
    for (const container of containerStatuses(pod)) {
      if (!hasTrouble(pod, container)) continue;
      const [owner] = pod.metadata.ownerReferences ?? [];
      wanted.set(`${owner?.uid ?? pod.metadata.name} ${container.name}`, { pod, container });
    }
  }
  const tails = [...wanted.values()].map(async ({ pod, container }) => {
    const { namespace = "", name } = pod.metadata;
    return [`${namespace}/${name}/${container.name}`, await tail(kubectl, namespace, name, container)] as const;
  });
  return Object.fromEntries((await Promise.all(tails)).filter(([, lines]) => lines.length > 0));
}

function hasTrouble({ status }: LivePod, { ready, started, state, lastState, restartCount }: ContainerStatus): boolean {
  if (state?.terminated) return state.terminated.exitCode !== 0;
  if (lastState?.terminated && restartCount > 0 && (state?.waiting || !ready)) return true;
  return status.phase === "Running" && state?.running !== undefined && (!ready || started === false);
}

async function tail(kubectl: IKubectl, namespace: string, pod: string, { name, state, lastState }: ContainerStatus): Promise<string[]> {
  const words = ["logs", "--namespace", namespace, pod, "--container", name, `--tail=${LINES}`];
  // A container that was started again tells little yet; what its predecessor wrote tells why it ended.
  const before = lastState?.terminated && !state?.terminated ? await linesOf(kubectl, [...words, "--previous"]) : [];
  return before.length > 0 ? before : linesOf(kubectl, words);
}

/** Nothing where there is no log, or no right to read it: other signs remain. */
async function linesOf(kubectl: IKubectl, words: readonly string[]): Promise<string[]> {
  const output = await kubectl.run(words).catch(() => "");
  return output
    .split("\n")
    .map((line) => line.trimEnd().slice(0, LINE_LENGTH))
    .filter((line) => line !== "");
}
