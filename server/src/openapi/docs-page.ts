import swaggerUi from '@fastify/swagger-ui';
import type { HttpServer } from '../http.ts';

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

const prefix = '/docs';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A file of this program's own, the same for everybody: nothing about it is to be tested by route. */
    isOwnFile?: true;
  }
}

/** The page's routes are made by its library, which knows nothing of permissions. To be called before auth is registered. */
export function permitDocsPage(app: HttpServer): void {
  app.addHook('onRoute', (route) => {
    if (route.url !== prefix && !route.url.startsWith(`${prefix}/`)) return;
    route.config = { ...route.config, permission: 'public', isOwnFile: true };
  });
}

/**
 * `/docs`: the API's description to read and to try, served from this process alone. To be called last: what is added to
 * requests later would be missing on those for the page.
 */
export async function registerDocsPage(app: HttpServer, title: string): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: prefix,
    staticCSP: policy,
    theme: { title },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none', filter: true, displayRequestDuration: true },
    transformSpecificationClone: false,
    transformSpecification: () => ({ ...app.apiDocument() }),
  });
}
