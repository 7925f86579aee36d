import 'reflect-metadata';
import { CONTROLLERS } from './inbound/http/controllers.ts';
import { ApiDocument } from './inbound/http/openapi/document.ts';

/** Prints the document that a running gateway answers at /openapi.json. */
process.stdout.write(new ApiDocument(CONTROLLERS).json);
