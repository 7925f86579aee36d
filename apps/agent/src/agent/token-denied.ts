/** Postrider does not accept the token: the phone was revoked, or registered anew elsewhere. */
export class TokenDenied extends Error {}
