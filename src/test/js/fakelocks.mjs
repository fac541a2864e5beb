/** Web Locks in Node, of one origin: queue, abort, steal. */
export class FakeLocks {
  #held = new Map();
  #queues = new Map();

  request(name, options, callback) {
    return new Promise((resolve, reject) => {
      const request = { resolve, reject, callback, name };
      const failed = () => reject(new DOMException('aborted', 'AbortError'));
      if (options.steal) {
        this.#held.get(name)?.reject(new DOMException('stolen', 'AbortError'));
        this.#grant(request);
        return;
      }
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      queue.push(request);
      options.signal?.addEventListener('abort', () => {
        if (queue.includes(request)) {
          queue.splice(queue.indexOf(request), 1);
          failed();
        }
      });
      queueMicrotask(() => this.#next(name));
    });
  }

  async query() {
    const pending = [...this.#queues.values()].flat().map(({ name }) => ({ name }));
    return { pending, held: [...this.#held.keys()].map((name) => ({ name })) };
  }

  #next(name) {
    if (!this.#held.has(name)) {
      const request = this.#queues.get(name)?.shift();
      if (request) {
        this.#grant(request);
      }
    }
  }

  async #grant(request) {
    const { name } = request;
    this.#held.set(name, request);
    try {
      request.resolve(await request.callback({ name }));
    } finally {
      if (this.#held.get(name) === request) {
        this.#held.delete(name);
        this.#next(name);
      }
    }
  }
}
