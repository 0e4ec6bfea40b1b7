/** What was sent can't be taken: it is broken (400), too long (413), or no form (415). */
export class Refusal extends Error {
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;

/** Returns what was sent; throws a Refusal once it is longer than `most`, whatever length was announced. */
export async function readBody({ body, headers }: Request, most: number): Promise<Buffer<ArrayBuffer>> {
  if (!body) return Buffer.alloc(0);
  const reader = body.getReader();
  if (Number(headers.get('Content-Length') ?? 0) > most) throw refused(reader, 413);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts);
    bytes += value.byteLength;
    if (bytes > most) throw refused(reader, 413);
    parts.push(value);
  }
}

/** Returns the form that was sent; throws a Refusal where there is none. */
export async function readForm(request: Request, most: number): Promise<FormData> {
  const type = request.headers.get('Content-Type') ?? '';
  if (!FORM.test(type)) throw request.body ? refused(request.body.getReader(), 415) : new Refusal(415);
  const body = await readBody(request, most);
  try {
    return await new Response(body, { headers: { 'Content-Type': type } }).formData();
  } catch {
    throw new Refusal(400);
  }
}

/**
 * Returns a Refusal, and keeps nothing of what is still to come.
 *
 * It is read all the same, as far as the adapter's limit: a client that is still sending, or one whose
 * connection is cut, doesn't read the answer.
 */
function refused(reader: ReadableStreamDefaultReader<Uint8Array>, status: 413 | 415): Refusal {
  void discard(reader);
  return new Refusal(status);
}

async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The client is gone, or has sent more than the adapter reads.
  }
}
