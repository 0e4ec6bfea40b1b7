import { CmsError, published, tell, type Cms } from '../cms/client';
import { readForm } from '../http/body';
import { SEND, TOKEN, type Fault, type Message } from './document';
import { typed } from './typed';

/** What a visitor filled in; the page is found by the address. */
export type Filled = Omit<Message, 'page'>;

/** What a contact page shows: a form with what was filled in and what to mend, or thanks. */
export interface Exchange {
  isSent: boolean;
  /** Whether the CMS takes no more messages for now. */
  isRefused: boolean;
  token: string;
  values: Message;
  faults: readonly Fault[];
}

const MOST_BYTES = 100_000;
const MOST_CHARACTERS = 600;
const MOST_OF_MESSAGE = 6_000;

/** Returns an empty form with a new token, or thanks where the address says that all is sent. */
export async function offerForm(cms: Cms, page: string, address: URL): Promise<Exchange> {
  const isSent = address.searchParams.has('sent');
  const token = isSent ? '' : await tokenOf(cms, page);
  return { isSent, isRefused: false, token, values: { page }, faults: [] };
}

/** Returns what a visitor filled in. Throws a Refusal if the body is not a form. */
export async function readMessage(request: Request): Promise<Filled> {
  const form = await readForm(request, MOST_BYTES);
  const text = (name: string, most = MOST_CHARACTERS) => typed(form.get(name), most);
  return {
    token: text('token'),
    name: text('name'),
    email: text('email'),
    phone: text('phone'),
    subject: text('subject'),
    message: text('message', MOST_OF_MESSAGE),
    consent: form.has('consent'),
    website: text('website'),
  };
}

/** Sends what was filled in; returns the form again where something is to be mended. */
export async function sendForm(values: Message): Promise<Exchange> {
  try {
    const { isSent, errors } = (await tell(SEND, { input: values })).sendContactMessage;
    const isExpired = errors.some(({ field }) => field === 'TOKEN');
    const token = isExpired ? await tokenOf(published, values.page) : (values.token ?? '');
    return { isSent, isRefused: false, token, values, faults: errors };
  } catch (error) {
    if (!(error instanceof CmsError) || error.code !== 'RATE_LIMITED') throw error;
    return { isSent: false, isRefused: true, token: values.token ?? '', values, faults: [] };
  }
}

async function tokenOf(cms: Cms, id: string): Promise<string> {
  const { page } = await cms.ask(TOKEN, { page: id });
  return page && 'formToken' in page ? page.formToken : '';
}
