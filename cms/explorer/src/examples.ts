export interface Example {
  title: string;
  query: string;
  variables: string;
}

export interface ExampleTab {
  query: string;
  variables: string;
  headers: null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Les exemples écrits dans la page par le filtre json_script. */
export function readExamples(id: string): Example[] {
  const source = document.getElementById(id)?.textContent;
  if (!source) return [];
  try {
    const parsed: unknown = JSON.parse(source);
    if (!Array.isArray(parsed)) return [];
    return parsed
      .map((item: Partial<Example> | null) => ({
        title: text(item?.title),
        query: text(item?.query),
        variables: text(item?.variables),
      }))
      .filter((example) => example.query.trim() !== '');
  } catch {
    return [];
  }
}

/**
 * Un onglet par exemple. GraphiQL nomme un onglet d'après l'opération : le
 * titre français est donc mis en commentaire en tête de la requête, sauf si
 * elle commence déjà par un commentaire.
 */
export function toTab({ title, query, variables }: Example): ExampleTab {
  const body = query.trim();
  const comment = title.replace(/\s+/g, ' ').trim();
  return {
    query: comment && !body.startsWith('#') ? `# ${comment}\n${body}\n` : `${body}\n`,
    variables,
    headers: null,
  };
}

/** Le visiteur a-t-il déjà des onglets gardés par son navigateur ? */
export function hasStoredTabs(): boolean {
  try {
    return localStorage.getItem('graphiql:tabState') !== null;
  } catch {
    return false;
  }
}
