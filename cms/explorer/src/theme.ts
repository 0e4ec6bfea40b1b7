import { useEffect } from 'react';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';

/**
 * Quand le visiteur n'a pas choisi de thème, GraphiQL suit celui du système ;
 * mais si ce dernier change page ouverte, Monaco garde l'ancien : on le lui
 * redonne.
 */
export function FollowSystemTheme(): null {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();

  useEffect(() => {
    if (theme) return undefined;
    const media = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setTheme(null);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [theme, setTheme]);

  return null;
}
