/**
 * Mise en forme du JSON des variables et des en-têtes.
 *
 * GraphiQL charge pour cela les extensions « babel » et « estree » de Prettier
 * (plus de 500 Ko) ; ce module prend leur place et s'en remet à jsonc-parser,
 * déjà présent. Il suit l'interface des extensions de Prettier.
 */
import { applyEdits, format } from 'jsonc-parser';

interface Source {
  text: string;
}

export const parsers = {
  jsonc: {
    astFormat: 'jsonc-text',
    parse: (text: string): Source => ({ text }),
    locStart: () => 0,
    locEnd: (node: Source) => node.text.length,
  },
};

export const printers = {
  'jsonc-text': {
    print({ node }: { node: Source }): string {
      const edits = format(node.text, undefined, {
        insertSpaces: true,
        tabSize: 2,
        eol: '\n',
      });
      return `${applyEdits(node.text, edits).trim()}\n`;
    },
  },
};
