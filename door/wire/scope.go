package wire

import (
	"context"
	"log/slog"

	"thanhdong/ground/text"
)

// scope is what belongs to one request.
type scope struct {
	lang  text.Lang
	log   *slog.Logger
	fault string // number of the refusal, for the request's log line
}

type scopeKey struct{}

// scopeOf gives the request's scope, or that of a request that came around
// [Serve], as in a test of one handler.
func scopeOf(ctx context.Context) *scope {
	if s, ok := ctx.Value(scopeKey{}).(*scope); ok {
		return s
	}
	return &scope{lang: text.VI, log: slog.Default()}
}

// Lang is the language of the request's reader: Vietnamese unless Accept-Language
// asks for another that is spoken here.
func Lang(ctx context.Context) text.Lang { return scopeOf(ctx).lang }

// Speak gives a context whose texts are in a language that the address names, whatever the reader's browser prefers.
func Speak(ctx context.Context, lang text.Lang) context.Context {
	s := scopeOf(ctx)
	s.lang = lang
	return context.WithValue(ctx, scopeKey{}, s)
}
