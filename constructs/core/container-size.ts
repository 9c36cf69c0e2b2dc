import type { Size } from "cdk8s";
import { type Cpu, k8s } from "cdk8s-plus-27";
import { binaryQuantity } from "./quantity";

/** What one container asks for, and what it may take. */
export interface ContainerSizeProps {
  /** The CPU it is sure to get. */
  readonly cpu: Cpu;
  /** The memory it is sure to get. */
  readonly memory: Size;
  /**
   * The CPU above which it is throttled.
   * @default - none: idle CPU is there to be used, throttling costs latency
   */
  readonly cpuLimit?: Cpu;
  /**
   * The memory above which it is killed.
   * @default - the same as `memory`: what is promised is what there is
   */
  readonly memoryLimit?: Size;
  /**
   * Local disk for logs, layers and emptyDir volumes, as request and limit.
   * @default - no figure
   */
  readonly disk?: Size;
}

/** The size of a container. */
export class ContainerSize {
  readonly cpu: Cpu;
  readonly memory: Size;
  readonly cpuLimit?: Cpu;
  readonly memoryLimit: Size;
  readonly disk?: Size;

  constructor({ cpu, memory, cpuLimit, memoryLimit = memory, disk }: ContainerSizeProps) {
    this.cpu = cpu;
    this.memory = memory;
    this.cpuLimit = cpuLimit;
    this.memoryLimit = memoryLimit;
    this.disk = disk;
  }

  /** As a container's `resources`. */
  get resources(): k8s.ResourceRequirements {
    const disk = this.disk && { "ephemeral-storage": quantity(this.disk) };
    return {
      requests: { cpu: cpuQuantity(this.cpu), memory: quantity(this.memory), ...disk },
      limits: { ...(this.cpuLimit && { cpu: cpuQuantity(this.cpuLimit) }), memory: quantity(this.memoryLimit), ...disk },
    };
  }
}

function quantity(size: Size): k8s.Quantity {
  return k8s.Quantity.fromString(binaryQuantity(size.toKibibytes()));
}

function cpuQuantity(cpu: Cpu): k8s.Quantity {
  return k8s.Quantity.fromString(cpu.amount);
}
