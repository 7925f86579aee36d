import 'reflect-metadata';
import { Controller, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { clock } from '#libs/kernel';
import { wake, WakeJob } from '#libs/contracts';
@Injectable() class A { constructor() { console.log('A', clock.now(), wake.subject, WakeJob.name); } }
@Controller() class B { constructor(private readonly a: A) { console.log('B', this.a instanceof A); } }
@Module({ providers: [A], controllers: [B] }) class M {}
const app = await NestFactory.createApplicationContext(M);
await app.close();
