declare namespace App {
  interface Locals {
    /** What the page reads: published content, or a draft. */
    cms: import('./cms/client').Cms;
    /** Path of what is shown, which for a preview is not that of the request. */
    path: string;
    isPreview: boolean;
  }
}
