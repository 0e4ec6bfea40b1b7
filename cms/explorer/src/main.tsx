import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { hasStoredTabs, readExamples, toTab } from './examples';
import { createFetcher } from './fetcher';
import { FollowSystemTheme } from './theme';
import { setupWorkers } from './workers';

const mount = document.getElementById('explorer');

if (mount) {
  setupWorkers(mount);

  const endpoint = mount.dataset.endpoint || '/graphql/';
  const tabs = readExamples('explorer-examples').map(toTab);
  // À la première visite, GraphiQL ne montre pas les variables du premier
  // onglet si elles ne lui sont pas aussi données comme valeurs initiales ;
  // plus tard, les donner rouvrirait l'exemple par-dessus les onglets gardés.
  const first = tabs.length > 0 && !hasStoredTabs() ? tabs[0] : undefined;

  createRoot(mount).render(
    <StrictMode>
      {/* L'interface de GraphiQL est en anglais. */}
      <div className="explorer-app" lang="en">
        <GraphiQL
          fetcher={createFetcher(endpoint)}
          defaultTabs={tabs.length > 0 ? tabs : undefined}
          initialQuery={first?.query}
          initialVariables={first?.variables || undefined}
          defaultEditorToolsVisibility={tabs.some((tab) => tab.variables) || undefined}
        >
          <GraphiQL.Logo>IAE 48</GraphiQL.Logo>
          <FollowSystemTheme />
        </GraphiQL>
      </div>
    </StrictMode>,
  );
}
