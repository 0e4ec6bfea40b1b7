/**
 * Ouvriers (web workers) de Monaco.
 *
 * L'adresse de chacun est donnée par le gabarit (attributs data-worker-*, ce
 * qui suit les noms hachés de ManifestStaticFilesStorage) ; à défaut, elle est
 * déduite de l'adresse de ce module.
 */
type WorkerName = 'editor' | 'json' | 'graphql';

function workerUrl(mount: HTMLElement, name: WorkerName): string {
  const given = mount.getAttribute(`data-worker-${name}`);
  return given
    ? new URL(given, document.baseURI).href
    : new URL(`${name}.worker.js`, import.meta.url).href;
}

export function setupWorkers(mount: HTMLElement): void {
  (globalThis as { MonacoEnvironment?: unknown }).MonacoEnvironment = {
    getWorker(_id: string, label: string): Worker {
      const name: WorkerName =
        label === 'json' || label === 'graphql' ? label : 'editor';
      return new Worker(workerUrl(mount, name), { name: label });
    },
  };
}
