/**
 * Says how much CPU time each step of this process took, in ms.
 * @returns {{ steps: Record<string, number>, step: <T>(name: string, work: () => T) => T }}
 */
export function cpuOfSteps() {
  const steps = {};
  const step = (name, work) => {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    steps[name] = (user + system) / 1000;
    return result;
  };
  return { steps, step };
}
