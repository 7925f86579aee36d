import { HttpRoutes } from './http-routes.ts';

const table = new HttpRoutes();
table.add({ method: 'POST', path: '/messages' });
table.add({ method: 'GET', path: '/messages/:id' });
table.add({ method: 'HEAD', path: '/messages/:id' });
table.add({ method: 'GET', path: '/openapi.json' });

test.each([
  ['/messages', ['POST']],
  ['/messages/', ['POST']],
  ['/messages?x=1', ['POST']],
  ['/messages/1', ['GET', 'HEAD']],
  ['/messages/1/2', []],
  ['/openapi.json', ['GET']],
  ['/openapiXjson', []],
  ['/%6dessages', ['POST']],
  ['http://host/messages?x=1', ['POST']],
  ['/messages/%2F', ['GET', 'HEAD']],
  ['', []],
])('%s takes the methods %j', (url, expected) => {
  expect(table.methodsAt(url)).toEqual(expected);
});
