import { CmsError, type Cms } from '../cms/client';
import type { Locale } from '../languages';
import { COMMUNES, DIRECTORY, PLACES, type Commune, type Found, type Place } from './document';
import { variablesOf, type Question } from './question';

/** The directory's answer to a question, with the places that the visitor may have meant. */
export interface Directory {
  question: Question;
  found: Found;
  /** The commune that the place names; null without a place, and for one that is unclear. */
  commune: Place | null;
  /** What an unclear place may be; empty when it is nothing that the department has. */
  candidates: readonly Place[];
  communes: readonly Commune[];
}

/** Returns the directory's answer; `isWhole` has all structures instead of the first twenty. */
export async function loadDirectory(cms: Cms, question: Question, locale: Locale, isWhole = false): Promise<Directory> {
  const candidates = question.place ? (await cms.ask(PLACES, { search: question.place })).communes : [];
  const commune = meant(question.place, candidates);
  const [found, communes] = await Promise.all([
    ask(cms, question, locale, commune?.codeInsee ?? null, isWhole),
    allCommunes(cms),
  ]);
  return { question, found, commune, candidates, communes };
}

async function ask(cms: Cms, question: Question, locale: Locale, commune: string | null, isWhole: boolean): Promise<Found> {
  const variables = variablesOf(question, locale, commune);
  try {
    const { structures } = await cms.ask(DIRECTORY, variables);
    if (!isWhole || !structures.pageInfo.hasNextPage) return structures;
    const rest = await ask(cms, { ...question, after: structures.pageInfo.endCursor }, locale, commune, true);
    return { ...structures, nodes: [...structures.nodes, ...rest.nodes], pageInfo: rest.pageInfo };
  } catch (error) {
    // A cursor of another question or of another day: the list begins anew.
    if (!(error instanceof CmsError) || error.code !== 'BAD_USER_INPUT' || !question.after) throw error;
    return ask(cms, { ...question, after: null }, locale, commune, isWhole);
  }
}

/** Returns all communes of the department, with their centres. */
export async function allCommunes(cms: Cms, after: string | null = null): Promise<Commune[]> {
  const { nodes, pageInfo } = (await cms.ask(COMMUNES, { after })).communeList;
  return pageInfo.hasNextPage ? [...nodes, ...(await allCommunes(cms, pageInfo.endCursor))] : nodes;
}

function meant(text: string, candidates: readonly Place[]): Place | null {
  const [first, ...others] = candidates;
  if (first && others.length === 0) return first;
  return candidates.find(({ name }) => plain(name) === plain(text)) ?? null;
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
