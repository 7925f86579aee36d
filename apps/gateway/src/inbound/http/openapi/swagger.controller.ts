import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import folderOfSwaggerUi from 'swagger-ui-dist/absolute-path.js';
import { own, PostriderError } from '#libs/kernel';
import { Allow } from '../server/access.ts';
import { Operation } from './operation.ts';
import { PathPart } from '../request/path-ids.ts';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Postrider API</title>
    <link rel="stylesheet" href="/swagger/swagger-ui.css" />
    <link rel="icon" href="/swagger/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/swagger/swagger-ui-bundle.js"></script>
    <script src="/swagger/start.js"></script>
  </body>
</html>
`;
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: 'none' });\n`;

/** Everything is loaded from here, and no script is inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface Asset {
  readonly type: string;
  readonly read: () => Promise<string | Buffer>;
}

const ofPackage = (name: string, type: string): Record<string, Asset> => ({
  [name]: { type, read: () => readFile(join(folderOfSwaggerUi(), name)) },
});
const ASSETS: Readonly<Record<string, Asset>> = {
  ...ofPackage('swagger-ui.css', 'text/css; charset=utf-8'),
  ...ofPackage('swagger-ui-bundle.js', 'text/javascript; charset=utf-8'),
  ...ofPackage('favicon-32x32.png', 'image/png'),
  'start.js': { type: 'text/javascript; charset=utf-8', read: () => Promise.resolve(START) },
};

const ASSET = new PathPart('A file of the page.', (name): Asset => {
  const asset = own(ASSETS, name);
  if (asset === undefined) throw new PostriderError('not_found', 'There is nothing at this address.');
  return asset;
});

/** The API's document as a page: Swagger UI, served from here. */
@Controller('swagger')
export class SwaggerController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  @Allow('anyone')
  @Operation({ id: 'getPage', summary: 'This document as a page', answers: 'HTML.' })
  page(): string {
    return PAGE;
  }

  @Get(':asset')
  @Allow('anyone')
  @Operation({
    id: 'getPageAsset',
    summary: 'A file of that page',
    answers: 'A style, a script or a picture.',
    errors: ['not_found'],
  })
  async asset(@Param('asset', ASSET) { type, read }: Asset, @Res() reply: FastifyReply): Promise<void> {
    await reply.header('content-type', type).send(await read());
  }
}
