import { RequestMethod, type PipeTransform, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { accessOf, type Access } from '../server/access.ts';
import { takenBy, type Taken } from '../request/takes.ts';
import { operationOf, type OperationText } from './operation.ts';

/** A handler of the API as its decorators describe it. */
export interface Handler {
  readonly text: OperationText;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In the form of the document, such as `/api/v1/messages/{id}`. */
  readonly path: string;
  readonly status: number;
  readonly access: Access;
  readonly takes: ReadonlySet<Taken>;
  /** Names of the headers that it reads. */
  readonly headers: readonly string[];
  /** Parts of its path by name, and the pipes that read them. */
  readonly parts: readonly (readonly [name: string, pipe: PipeTransform])[];
  /** The pipe that reads the parameters of its URL. */
  readonly query: PipeTransform | undefined;
}

/** All handlers of a controller. A handler that cannot be described is an error. */
export function handlersOf(controller: Type): Handler[] {
  const prototype = controller.prototype as Readonly<Record<string, object>>;
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor' && Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
    .map((name) => handlerOf(controller, name, prototype[name]!));
}

function handlerOf(controller: Type, name: string, handler: object): Handler {
  const text = operationOf(handler);
  const access = accessOf(handler);
  if (text === undefined || access === undefined)
    throw new Error(`${controller.name}.${name} is not described: decorate it with @Operation and @Allow.`);

  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
  const args = argumentsOf(controller, name);
  return {
    text,
    access,
    method: RequestMethod[method].toLowerCase() as Handler['method'],
    path: pathOf(controller, handler),
    status: (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ?? defaultStatus(method),
    takes: new Set(args.flatMap(({ factory }) => (factory && takenBy(factory)) ?? [])),
    headers: args.filter(({ type }) => type === String(RouteParamtypes.HEADERS)).map(({ data }) => data!),
    parts: args
      .filter(({ type }) => type === String(RouteParamtypes.PARAM))
      .map(({ data, pipes }) => [data!, pipes[0]!]),
    query: args.find(({ type }) => type === String(RouteParamtypes.QUERY))?.pipes[0],
  };
}

const defaultStatus = (method: RequestMethod): number => (method === RequestMethod.POST ? 201 : 200);

function pathOf(controller: object, handler: object): string {
  const parts = [controller, handler].map((each) => Reflect.getMetadata(PATH_METADATA, each) as string);
  const path = parts.filter((part) => part !== '/').join('/');
  return `/${path}`.replace(/:(\w+)/g, '{$1}');
}

interface Argument {
  readonly data?: string;
  readonly pipes: readonly PipeTransform[];
  /** Set for a decorator that is not Nest's. */
  readonly factory?: object;
}

/** Nest's record of a handler's arguments: `<type>:<index>`, or another name if the decorator is not Nest's. */
function argumentsOf(controller: Type, name: string) {
  const noted = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, Argument>;
  return Object.entries(noted).map(([key, argument]) => ({
    ...argument,
    type: key.split(':')[0],
  }));
}
