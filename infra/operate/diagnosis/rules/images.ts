import type { Diagnosis } from "../finding";
import { containerStatuses, firstSeen, type LivePod } from "../live-kinds";
import { CANNOT_START, podFindings, type Symptom } from "../pod-symptoms";
import type { Scene } from "../scene";

/** The reasons for which the kubelet waits for an image. */
const REASONS = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "RegistryUnavailable",
  "ImageInspectError",
]);
/** An image that was not found for so long will not be found by itself. */
const PATIENCE_SECONDS = 5;

/** An image that cannot be pulled: it is not there, may not be read, or its name is none. */
export function imageCannotBePulled(scene: Scene): Diagnosis[] {
  return podFindings(scene, (pod) =>
    containerStatuses(pod).flatMap(({ name, state }): Symptom[] => {
      const reason = state?.waiting?.reason ?? "";
      if (!REASONS.has(reason)) return [];
      const container = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((one) => one.name === name);
      return [symptomOf(scene, pod, name, container?.image ?? "", reason, state?.waiting?.message ?? "")];
    }),
  );
}

function symptomOf(scene: Scene, pod: LivePod, container: string, image: string, reason: string, message: string): Symptom {
  const events = scene.events(pod).filter((event) => event.reason === "Failed" && event.message?.includes(`"${image}"`));
  const said = events.map((event) => event.message ?? "").find((text) => !/ImagePullBackOff|ErrImagePull$/.test(text)) ?? message;
  const since = Math.max(
    ...[pod.status.startTime, ...events.map(firstSeen)].map((time) => scene.secondsSince(time)).filter((s) => s > 0),
    0,
  );
  const { cause, remedy, certain } = explain(reason, image, said, pod.metadata.namespace ?? "");
  return {
    key: `image ${container} ${image}`,
    verb: CANNOT_START,
    cause: `${cause} (container ${container}): ${brief(said)}`,
    remedy,
    final: certain && since >= PATIENCE_SECONDS,
  };
}

function explain(reason: string, image: string, said: string, namespace: string): { cause: string; remedy: string; certain: boolean } {
  if (reason === "InvalidImageName")
    return { cause: `"${image}" is no name of an image`, remedy: "correct the image's name and apply again", certain: true };
  if (/not found|manifest unknown|does not exist|NotFound/i.test(said) && !/authorization|denied/i.test(said)) {
    return {
      cause: `image ${image} is not in its registry`,
      remedy: "correct the image's name and tag, or push the image; where a mirror is used copy it there: tagenal images lists all of them",
      certain: true,
    };
  }
  if (/unauthorized|authorization|denied|forbidden|40[13]|no basic auth/i.test(said)) {
    return {
      cause: `the registry does not let this cluster read image ${image}`,
      remedy: `kubectl -n ${namespace} get secrets: name one that may read it in the environment's registry.pullSecrets, or give the nodes that right`,
      certain: true,
    };
  }
  return {
    cause: `image ${image} could not be pulled`,
    remedy: "see that the nodes reach the registry, then wait: it is tried again",
    certain: false,
  };
}

/** Without the chain of those who passed it on. */
function brief(text: string): string {
  const line = text.split("\n")[0] ?? "";
  return line.replace(
    /^(Failed to pull image "[^"]*": |rpc error: code = \w+ desc = |failed to (pull and unpack image|resolve reference) "[^"]*": )+/,
    "",
  );
}
