import swaggerUi from '@fastify/swagger-ui';
import type { HttpServer } from '../http.ts';
import type { ApiDocument } from './document.ts';

/** Its scripts, styles and requests are of this origin and in files: nothing inline runs, and nothing frames it. */
const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** `/docs`: the description to read and to try, served from this process alone. */
export async function registerDocsPage(
  app: HttpServer,
  { title, document }: { readonly title: string; readonly document: () => ApiDocument },
): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: policy,
    theme: { title },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none', filter: true, displayRequestDuration: true },
    transformSpecificationClone: false,
    transformSpecification: () => ({ ...document() }),
  });
}
