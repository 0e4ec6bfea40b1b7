import type { VariablesOf } from '../cms/graphql';
import { readable } from '../cms/readable';
import { searchText } from '../cms/search-text';
import type { DIRECTORY } from './document';

type Variables = VariablesOf<typeof DIRECTORY>;
type Filter = NonNullable<Variables['where']>;
type Coverage = NonNullable<NonNullable<Variables['near']>['coverage']>;

/** The lists of values that can be chosen: name in the address and in the filter, then its facet. */
export const CHOICES = {
  kind: 'kinds',
  audience: 'audiences',
  offerType: 'offerTypes',
  sectorGroup: 'sectorGroups',
  sector: 'sectors',
  family: 'families',
  network: 'networks',
  commune: 'communes',
  epci: 'epcis',
} as const;
export type Choice = keyof typeof CHOICES;
const NAMES = Object.keys(CHOICES) as Choice[];

/** Those of a closed list; what the others accept is known to the CMS alone. */
const CODES = {
  kind: ['ACI', 'EI', 'AI', 'ETTI', 'EITI', 'GEIQ', 'EA'],
  family: ['PRODUCTION', 'STAFFING', 'NEIGHBOUR'],
  offerType: ['DISP', 'PREST', 'BUILD'],
  audience: ['PARTICULIERS', 'PROFESSIONNELS', 'COLLECTIVITES'],
} satisfies { [Name in 'kind' | 'family' | 'offerType' | 'audience']: Filter[Name] };

export const DISTANCES = [10, 25, 50, 100] as const;
export const COVERAGES: readonly Coverage[] = ['EITHER', 'LOCATED', 'SERVES'];
const MOST_VALUES = 30;

/** What a visitor asks of the directory, as the address says it. */
export interface Question {
  words: string;
  place: string;
  km: number;
  coverage: Coverage;
  hasConvention: boolean;
  after: string | null;
  chosen: Record<Choice, string[]>;
  /** What the address says and nobody knows, such as kind=XYZ. */
  ignored: string[];
}

/** Returns the question of an address; what it can't mean is left out and named in `ignored`. */
export function readQuestion(address: URLSearchParams): Question {
  const ignored: string[] = [];
  const one = <Value>(name: string, allowed: readonly Value[], fallback: Value): Value => {
    const text = readable(address.get(name) ?? '');
    if (!text) return fallback;
    const found = allowed.find((value) => String(value) === text);
    if (found === undefined) ignored.push(`${name}=${text}`);
    return found ?? fallback;
  };
  const values = (name: Choice): string[] => {
    const codes: readonly string[] | null = name in CODES ? CODES[name as keyof typeof CODES] : null;
    const given = [...new Set(address.getAll(name).map(readable).filter(Boolean))];
    const known = given.filter((value, index) => index < MOST_VALUES && (codes?.includes(value) ?? true));
    ignored.push(...given.filter((value) => !known.includes(value)).map((value) => `${name}=${value}`));
    return known;
  };
  return {
    words: searchText(address.get('q')),
    place: searchText(address.get('place')),
    km: one('km', DISTANCES, 25),
    coverage: one('coverage', COVERAGES, 'EITHER'),
    hasConvention: one('convention', ['yes'], '') === 'yes',
    after: address.get('after') || null,
    chosen: Object.fromEntries(NAMES.map((name) => [name, values(name)])) as Record<Choice, string[]>,
    ignored,
  };
}

/** Returns the query string of a question with some changes, from its first page on. */
export function addressOf(question: Question, changes: Partial<Question> = {}): string {
  const { words, place, km, coverage, hasConvention, after, chosen } = { ...question, after: null, ...changes };
  const address = new URLSearchParams();
  if (words) address.set('q', words);
  if (place) {
    address.set('place', place);
    if (km !== 25) address.set('km', String(km));
    if (coverage !== 'EITHER') address.set('coverage', coverage);
  }
  for (const name of NAMES) for (const value of chosen[name]) address.append(name, value);
  if (hasConvention) address.set('convention', 'yes');
  if (after) address.set('after', after);
  const text = address.toString();
  return text && `?${text}`;
}

/** Returns the question with one more value of a list, or with one less when it is chosen already. */
export function toggled(question: Question, name: Choice, value: string): string {
  const values = question.chosen[name];
  const rest = values.filter((other) => other !== value);
  const next = rest.length < values.length ? rest : [...values, value];
  return addressOf(question, { chosen: { ...question.chosen, [name]: next } });
}

/** Returns how many filters a question has. */
export function countFilters(question: Question): number {
  const values = NAMES.reduce((sum, name) => sum + question.chosen[name].length, 0);
  return values + Number(Boolean(question.words)) + Number(Boolean(question.place)) + Number(question.hasConvention);
}

/** Returns the question in GraphQL's words; `commune` is the INSEE code of the place. */
export function variablesOf(question: Question, locale: string, commune: string | null): Variables {
  const { chosen, hasConvention, words, km, coverage, after } = question;
  return {
    locale,
    where: { ...(chosen as Pick<Filter, Choice>), ...(hasConvention ? { hasCurrentConvention: true } : {}) },
    near: commune ? { commune, km, coverage } : null,
    search: words || null,
    after,
  };
}
