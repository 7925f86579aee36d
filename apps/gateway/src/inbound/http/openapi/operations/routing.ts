import { RuleBody } from '../../policy-body.ts';
import { ChangeRouteBody, ForceRouteBody } from '../../route-bodies.ts';
import { SenderBody } from '../../sender-body.ts';
import { exampleOf, schemaOf } from '../schema-of.ts';
import {
  ENVIRONMENT_SEEN,
  ETAG,
  IF_MATCH,
  inPath,
  OF_CHANGING,
  OF_LISTS,
  OF_READING,
  OF_SIGNED_IN,
  PAGE,
  type Operation,
} from './operation.ts';

const ROUTE = [inPath('id', 'Id of the route.'), ENVIRONMENT_SEEN];
const ENVIRONMENT = [inPath('environment', 'live or test.'), ENVIRONMENT_SEEN];
const SENDER = [inPath('value', 'The sender, URL-encoded.'), ENVIRONMENT_SEEN];

const ruleSchema = schemaOf(RuleBody);

const routes: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/routes',
    id: 'listRoutes',
    summary: 'The routes, in the order in which they are tried without a policy',
    access: 'routing:read',
    parameters: [...PAGE, ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'A page of routes.', schema: 'RouteList' },
    errors: OF_LISTS,
  },
  {
    method: 'get',
    path: '/api/v1/routes/:id',
    id: 'getRoute',
    summary: 'Read a route and the state of its breaker',
    access: 'routing:read',
    parameters: ROUTE,
    answer: { status: 200, description: 'The route.', schema: 'Route' },
    errors: OF_READING,
  },
  {
    method: 'patch',
    path: '/api/v1/routes/:id',
    id: 'changeRoute',
    summary: 'Change what a route carries',
    description: 'What is given is changed; null takes it away.',
    access: 'routing:write',
    parameters: ROUTE,
    body: {
      schema: { ...schemaOf(ChangeRouteBody), minProperties: 1 },
      examples: { prices: exampleOf(ChangeRouteBody, 'name', 'enabled', 'order', 'price_micros', 'currency') },
    },
    answer: { status: 200, description: 'The route now.', schema: 'Route' },
    errors: [...OF_CHANGING, 'invalid_id', 'not_found'],
  },
  {
    method: 'post',
    path: '/api/v1/routes/:id/force',
    id: 'forceRoute',
    summary: "Open or close a route's breaker by hand",
    access: 'routing:write',
    parameters: ROUTE,
    body: {
      schema: schemaOf(ForceRouteBody),
      examples: { works: exampleOf(ForceRouteBody, 'force', 'for_s', 'reason') },
    },
    answer: { status: 200, description: 'The route now.', schema: 'Route' },
    errors: [...OF_CHANGING, 'invalid_id', 'not_found'],
  },
  {
    method: 'get',
    path: '/api/v1/routes/:id/history',
    id: 'getRouteHistory',
    summary: 'What changed of a route, newest first',
    access: 'routing:read',
    parameters: [...ROUTE, ...PAGE],
    answer: { status: 200, description: 'A page of changes.', schema: 'RouteHistory' },
    errors: [...OF_READING, 'invalid_field', 'unknown_field'],
  },
  {
    method: 'get',
    path: '/api/v1/vendors',
    id: 'listVendors',
    summary: 'How the routes of each vendor are doing',
    access: 'routing:read',
    parameters: [ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'All vendors.', schema: 'VendorList' },
    errors: OF_LISTS,
  },
];

const policies: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/routing-policies',
    id: 'listPolicies',
    summary: 'The routing policies of the environments you see',
    access: 'routing:read',
    parameters: [ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'All of them.', schema: 'PolicyList' },
    errors: OF_LISTS,
  },
  {
    method: 'get',
    path: '/api/v1/routing-policies/:environment',
    id: 'getPolicy',
    summary: 'Read a routing policy',
    access: 'routing:read',
    parameters: ENVIRONMENT,
    answer: { status: 200, description: 'The policy; version 0 where there is none.', schema: 'Policy', headers: ETAG },
    errors: OF_READING,
  },
  {
    method: 'put',
    path: '/api/v1/routing-policies/:environment',
    id: 'savePolicy',
    summary: 'Put a routing policy in place of the present one',
    description: 'The first rule that matches decides. A rule has routes, tried in their order, or weighted.',
    access: 'routing:write',
    parameters: [...ENVIRONMENT, { ...IF_MATCH, required: true }],
    body: {
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['rules'],
        properties: {
          rules: {
            type: 'array',
            maxItems: 200,
            items: ruleSchema,
            description: 'In the order in which they are tried.',
          },
        },
      },
      examples: {
        codes: { rules: [exampleOf(RuleBody, 'name', 'countries', 'categories', 'routes')] },
        shares: { rules: [exampleOf(RuleBody, 'prefixes', 'min_priority', 'weighted')] },
      },
    },
    answer: { status: 200, description: 'The policy now.', schema: 'Policy', headers: ETAG },
    errors: [
      ...OF_CHANGING,
      'invalid_id',
      'not_found',
      'invalid_policy',
      'precondition_failed',
      'precondition_required',
    ],
  },
  {
    method: 'delete',
    path: '/api/v1/routing-policies/:environment',
    id: 'deletePolicy',
    summary: 'Go back to no policy',
    access: 'routing:write',
    parameters: [...ENVIRONMENT, IF_MATCH],
    answer: { status: 204, description: 'There is none any more.' },
    errors: [...OF_READING, 'precondition_failed'],
  },
];

const senders: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/senders',
    id: 'listSenders',
    summary: 'The senders, and which routes own them',
    access: 'routing:read',
    parameters: [...PAGE, ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'A page of senders.', schema: 'SenderList' },
    errors: OF_LISTS,
  },
  {
    method: 'get',
    path: '/api/v1/senders/:value',
    id: 'getSender',
    summary: 'Read a sender',
    access: 'routing:read',
    parameters: SENDER,
    answer: { status: 200, description: 'The sender.', schema: 'Sender' },
    errors: OF_READING,
  },
  {
    method: 'put',
    path: '/api/v1/senders/:value',
    id: 'saveSender',
    summary: 'Make a sender, or say anew which routes own it',
    description: 'An API key says it of the routes of its own environment; those of the other stay.',
    access: 'routing:write',
    parameters: SENDER,
    body: { schema: schemaOf(SenderBody), examples: { one: exampleOf(SenderBody, 'routes') } },
    answer: { status: 200, description: 'The sender now.', schema: 'Sender' },
    errors: [...OF_CHANGING, 'invalid_id', 'invalid_sender'],
  },
  {
    method: 'delete',
    path: '/api/v1/senders/:value',
    id: 'deleteSender',
    summary: 'Take a sender away',
    access: 'routing:write',
    parameters: SENDER,
    answer: { status: 204, description: 'It is gone.' },
    errors: [...OF_SIGNED_IN, 'insufficient_scope', 'invalid_id', 'not_found'],
  },
];

export const ROUTING_OPERATIONS: readonly Operation[] = [...routes, ...policies, ...senders];
