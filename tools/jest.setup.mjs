// Nest's CommonJS add-ons would otherwise be required in a cycle with its ES modules.
await import('reflect-metadata');
await import('@nestjs/common');
await import('@nestjs/core');
await import('@nestjs/microservices');
await import('@nestjs/testing');
