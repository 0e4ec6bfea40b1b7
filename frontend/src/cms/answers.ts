/** An answer of the CMS: its data, and what it depends on. */
export interface Answer {
  readonly data: unknown;
  readonly etag: string;
  readonly tags: ReadonlySet<string>;
  readonly bytes: number;
  /** When the CMS last said that it holds, by `performance.now()`; NEVER has it asked again. */
  checkedAt: number;
}

/** Before any time: the clock of a process starts at 0. */
export const NEVER = Number.NEGATIVE_INFINITY;

/** Answers kept in memory up to a number of bytes, of which the least recently used go first. */
export class Answers {
  readonly #kept = new Map<string, Answer>();
  #bytes = 0;
  #purges = 0;

  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Counts the purges: an answer asked for before one may be older than it. */
  get purges(): number {
    return this.#purges;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** Returns the answer kept under a key, which then counts as just used. */
  get(key: string): Answer | undefined {
    const answer = this.#kept.get(key);
    if (answer) {
      this.#kept.delete(key);
      this.#kept.set(key, answer);
    }
    return answer;
  }

  /** Keeps an answer that was asked for after so many purges. */
  set(key: string, answer: Answer, purgesBefore: number): void {
    this.#drop(key);
    if (answer.bytes > this.#maxBytes) return;
    if (purgesBefore !== this.#purges) answer.checkedAt = NEVER;
    this.#kept.set(key, answer);
    this.#bytes += answer.bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  /** Drops the answers that depend on any of the tags; returns how many they were. */
  purge(tags: Iterable<string>): number {
    this.#purges += 1;
    const changed = new Set(tags);
    const stale = [...this.#kept].filter(([, answer]) => !answer.tags.isDisjointFrom(changed));
    for (const [key] of stale) this.#drop(key);
    return stale.length;
  }

  #drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }
}
