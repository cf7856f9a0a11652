interface Timer {
  readonly due: number;
  /** Of two that are due at once, the one that was set first has the smaller one. */
  readonly number: number;
  /** `undefined`: it was cancelled. */
  callback: (() => void) | undefined;
}

/** What is due when: a binary heap, so that a hundred thousand waits cost no more to look through than a hundred. */
export class Timers {
  private heap: Timer[] = [];
  private made = 0;
  private cancelled = 0;

  /** @returns what cancels it */
  add(due: number, callback: () => void): () => void {
    const timer: Timer = { due, number: this.made, callback };
    this.made += 1;
    this.push(timer);
    return () => {
      if (timer.callback === undefined) return;
      timer.callback = undefined;
      this.cancelled += 1;
      // Most waits are timeouts of what ends in time: they must not stay until they would have been due.
      if (this.cancelled > this.heap.length / 2) this.sweep();
    };
  }

  /** When the next one is due; `undefined`: none is set. */
  nextDue(): number | undefined {
    for (let [first] = this.heap; first !== undefined; [first] = this.heap) {
      if (first.callback !== undefined) return first.due;
      this.takeFirst();
      this.cancelled -= 1;
    }
    return undefined;
  }

  /** Takes the one that is due next. */
  take(): (() => void) | undefined {
    if (this.nextDue() === undefined) return undefined;
    const timer = this.takeFirst();
    const callback = timer?.callback;
    if (timer !== undefined) timer.callback = undefined; // cancelling it now changes no count
    return callback;
  }

  private sweep(): void {
    const left = this.heap.filter(({ callback }) => callback !== undefined);
    this.heap = [];
    this.cancelled = 0;
    for (const each of left) this.push(each);
  }

  private push(timer: Timer): void {
    this.heap.push(timer);
    for (let child = this.heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.swapUnordered(parent, child)) return;
      child = parent;
    }
  }

  private takeFirst(): Timer | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return first;
    this.heap[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const child = this.comesBefore(left + 1, left) ? left + 1 : left;
      if (!this.swapUnordered(parent, child)) return first;
      parent = child;
    }
  }

  private swapUnordered(parent: number, child: number): boolean {
    const [one, other] = [this.heap[parent], this.heap[child]];
    if (one === undefined || other === undefined || !this.comesBefore(child, parent)) return false;
    this.heap[parent] = other;
    this.heap[child] = one;
    return true;
  }

  private comesBefore(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.due < other.due || (one.due === other.due && one.number < other.number);
  }
}
