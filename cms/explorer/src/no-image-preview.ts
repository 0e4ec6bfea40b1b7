/**
 * GraphiQL montre, au survol d'une adresse d'image dans une réponse, cette
 * image prise chez son hôte. L'explorateur n'appelle aucun autre hôte : ce
 * module remplace l'aperçu par rien.
 */
export const ImagePreview = Object.assign(() => null, {
  shouldRender: () => false,
});
